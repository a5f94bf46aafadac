import { z } from "zod";
import type { AppChange } from "@/lib/apps/app-store";
import { readReturnOption } from "@/lib/apps/registration/read-return-option";
import { emailAddress } from "@/lib/mail/email-address";
import { failure, ok, type Result } from "@/lib/result";
import { isWebhookAddress } from "@/lib/webhooks/webhook-address";

/** Options of `add` and `edit` as they were given; undefined where they were not. */
export type AppOptions = Partial<
  Record<"name" | "publisher" | "website" | "logo" | "webhook", string> & Record<"return" | "tester", string[]>
>;

// People read these on the consent page: nothing invisible, and nothing that turns the direction of writing around.
const shown = (option: string, longest: number) =>
  z
    .string()
    .trim()
    .max(longest, `--${option} is longer than ${longest} characters.`)
    .regex(/^[^\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]*$/u, `--${option} holds an invisible character.`);

const address = (option: string) =>
  z
    .string()
    .max(2048, `--${option} is longer than 2048 characters.`)
    .refine(
      (text) => text === "" || (URL.canParse(text) && /^https?:\/\/[^@\s\\]+$/.test(text)),
      `--${option} must be an http or https address without a user name.`,
    );

// An empty value takes away what was registered.
const orNone = (text: string) => (text === "" ? null : text);

const Texts = z.object({
  name: shown("name", 60).min(1, "--name is empty.").optional(),
  publisher: shown("publisher", 100).transform(orNone).optional(),
  website: address("website").transform(orNone).optional(),
  logo: address("logo").transform(orNone).optional(),
  webhook: z
    .string()
    .refine(
      isWebhookAddress,
      "--webhook must be an https address on the internet, on port 443, without a user name or a fragment.",
    )
    .optional(),
});

const isNone = (list: string[]) => list.length === 1 && list[0] === "none";

/**
 * Turns options into a change of an app, or says everything that is wrong with them.
 * @returns `error` is one sentence a line for the person at the command line
 */
export function readAppFields({
  return: returns,
  tester: testers,
  ...texts
}: AppOptions): Result<{ change: AppChange }, string> {
  const sentences: string[] = [];
  const parsed = Texts.safeParse(texts);
  if (!parsed.success) sentences.push(...parsed.error.issues.map((issue) => issue.message));
  const change: AppChange = {};
  if (returns) {
    const read = isNone(returns) ? [] : [...new Set(returns)].map(readReturnOption);
    for (const each of read) if (!each.ok) sentences.push(each.error);
    change.returnUrls = read.flatMap((each) => (each.ok ? [each.returnUrl] : []));
  }
  if (testers) {
    const given = isNone(testers) ? [] : testers;
    sentences.push(
      ...given
        .filter((text) => !emailAddress(text))
        .map((text) => `--tester ${JSON.stringify(text)} is no mail address.`),
    );
    change.testers = [...new Set(given.flatMap((text) => emailAddress(text) ?? []))];
  }
  if (sentences.length || !parsed.success) return failure(sentences.join("\n"));
  const { name, publisher, website, logo, webhook } = parsed.data;
  Object.assign(change, {
    ...(name !== undefined && { name }),
    ...(publisher !== undefined && { publisher }),
    ...(website !== undefined && { website }),
    ...(logo !== undefined && { logoUrl: logo }),
    ...(webhook !== undefined && { webhookUrl: webhook }),
  });
  return ok({ change });
}
