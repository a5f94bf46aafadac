import { z } from "zod";
import { emailAddress } from "@/lib/mail/email-address";

/** Who a person is at a provider. The address is there only if the provider has checked that it is theirs. */
export type ProviderProfile = { subject: string; verifiedEmail: string | undefined };

const Raw = z.object({
  sub: z.string().min(1).max(255).optional(),
  // GitHub's own.
  id: z.number().int().optional(),
  email: z.string().optional().nullable(),
  // Apple sends it as a text.
  email_verified: z.union([z.boolean(), z.literal("true"), z.literal("false")]).optional(),
});

/**
 * Reads what a provider says about a person (OpenID Connect Core 5.1). An address that is not verified is as good as
 * none.
 */
export function readProfile(raw: unknown): ProviderProfile | undefined {
  const { data } = Raw.safeParse(raw);
  const subject = data?.sub ?? data?.id?.toString();
  if (!data || !subject) return undefined;
  const verified = data.email_verified === true || data.email_verified === "true";
  return { subject, verifiedEmail: verified && data.email ? emailAddress(data.email) : undefined };
}

const Emails = z.array(z.object({ email: z.string(), primary: z.boolean(), verified: z.boolean() }));

/** GitHub's answer about a person with the address from its list of addresses: the primary one, if it is verified. */
export function withGithubEmail(
  user: unknown,
  emails: unknown,
): { id?: number; email?: string; email_verified: boolean } {
  const { data } = z.object({ id: z.number().int() }).safeParse(user);
  const primary = Emails.safeParse(emails).data?.find((entry) => entry.primary && entry.verified);
  return {
    ...(data && { id: data.id }),
    ...(primary && { email: primary.email }),
    email_verified: primary !== undefined,
  };
}
