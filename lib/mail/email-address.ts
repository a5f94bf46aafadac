import { z } from "zod";

const EmailAddress = z.string().trim().toLowerCase().max(254).pipe(z.email());

/** One spelling per mailbox: trimmed, lower case. @returns undefined when it is no address */
export function emailAddress(input: string): string | undefined {
  return EmailAddress.safeParse(input).data;
}
