import { z } from "zod";
import { isAppId, type AppChange } from "@/lib/apps/app-store";
import { readReturnOption, readTunnelReturnOption } from "@/lib/apps/registration/read-return-option";
import { emailAddress } from "@/lib/mail/email-address";
import { failure, ok, type Result } from "@/lib/result";
import { isWebhookAddress } from "@/lib/webhooks/webhook-address";

/** Options of `add` and `edit` as they were given; undefined where they were not. */
export type AppOptions = Partial<
  Record<"name" | "publisher" | "website" | "logo" | "webhook", string> &
    Record<"return" | "tunnelReturn" | "alias" | "tester", string[]>
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

/** A list as it was given, each item once. @param read gives a sentence for an item that cannot be */
function readList<Item>(
  given: string[] | undefined,
  read: (text: string) => Result<{ item: Item }, string>,
  sentences: string[],
): Item[] | undefined {
  if (!given) return undefined;
  const all = isNone(given) ? [] : [...new Set(given)].map(read);
  for (const each of all) if (!each.ok) sentences.push(each.error);
  return all.flatMap((each) => (each.ok ? [each.item] : []));
}

const readTester = (text: string): Result<{ item: string }, string> => {
  const item = emailAddress(text);
  return item ? ok({ item }) : failure(`--tester ${JSON.stringify(text)} is no mail address.`);
};

const readAlias = (text: string): Result<{ item: string }, string> =>
  isAppId(text)
    ? ok({ item: text.toLowerCase() })
    : failure(`--alias ${JSON.stringify(text)} is not of 1 to 64 letters, digits, dots, underscores and hyphens.`);

const once = <Item>(list: Item[] | undefined) => list && [...new Set(list)];

/**
 * Turns options into a change of an app, or says everything that is wrong with them.
 * @returns `error` is one sentence a line for the person at the command line
 */
export function readAppFields({
  return: returns,
  tunnelReturn,
  alias,
  tester,
  ...texts
}: AppOptions): Result<{ change: AppChange }, string> {
  const sentences: string[] = [];
  const parsed = Texts.safeParse(texts);
  if (!parsed.success) sentences.push(...parsed.error.issues.map((issue) => issue.message));
  const returnUrls = readList(returns, readReturnOption, sentences);
  const tunnelReturnUrls = readList(tunnelReturn, readTunnelReturnOption, sentences);
  const aliases = once(readList(alias, readAlias, sentences));
  const testers = once(readList(tester, readTester, sentences));
  if (sentences.length || !parsed.success) return failure(sentences.join("\n"));
  const { name, publisher, website, logo, webhook } = parsed.data;
  const given = { name, publisher, website, logoUrl: logo, webhookUrl: webhook };
  const change = { ...given, returnUrls, tunnelReturnUrls, aliases, testers };
  return ok({ change: Object.fromEntries(Object.entries(change).filter(([, value]) => value !== undefined)) });
}
