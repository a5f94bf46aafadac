import { MAX_RETURN_URL_LENGTH } from "@/lib/apps/read-return-url";
import { isCodeChallenge } from "@/lib/connections/code-challenge";
import { isPublicId } from "@/lib/printers/public-id";
import { failure, ok, type Result } from "@/lib/result";

/** What an app asked for with its start URL (docs/app-contract.md#1-start-url). */
export type StartParameters = {
  appId: string;
  returnUrl?: string | undefined;
  printerId?: string | undefined;
  appLogoUrl?: string | undefined;
  octoPrintApiKeyAppName?: string | undefined;
  state?: string | undefined;
  /** Languages that the app would like, most wanted first, with blanks between (OpenID Connect Core 3.1.2.1). */
  ui_locales?: string | undefined;
  /** S256 code challenge, and what says that it is one: the completion is then a code (RFC 7636, 4.3). */
  code_challenge?: string | undefined;
  code_challenge_method?: "S256" | undefined;
  /** What the app is answered: the address of a tunnel instead of an App Connection. */
  answer?: "tunnel" | undefined;
};

/** Most characters a parameter may have, after decoding. */
const LONGEST = {
  appId: 100,
  returnUrl: MAX_RETURN_URL_LENGTH,
  printerId: 200,
  appLogoUrl: 2000,
  octoPrintApiKeyAppName: 2000,
  state: 512,
} as const;
/** It is a wish: a longer one is left out. */
const LONGEST_UI_LOCALES = 200;
/** Characters of a start URL's query. */
export const LONGEST_QUERY = 8000;

/**
 * One parameter of a query: names match without regard to case, the first of several counts, an empty one is absent,
 * and the value is decoded as a form value (docs/app-contract.md#1-start-url).
 * @param query everything behind the question mark, as sent
 */
export function queryParameter(query: string, name: string): string | undefined {
  const wanted = name.toLowerCase();
  for (const [key, value] of new URLSearchParams(query)) if (key.toLowerCase() === wanted) return value || undefined;
  return undefined;
}

const isKeyName = (text: string) =>
  [...text].length >= 2 && [...text].length <= 60 && !/[\p{Cc}\p{Cf}\p{Cs}]/u.test(text);

/**
 * The challenge that binds the completion to the app. It must not be left out when it is malformed: the app would get
 * secrets where it expects a code. Without a method the standard means `plain` (RFC 7636, 4.3), which is refused.
 * @returns undefined: there is none
 */
function readChallenge(query: string): string | undefined | "malformed" {
  const challenge = queryParameter(query, "code_challenge");
  const method = queryParameter(query, "code_challenge_method");
  if (challenge === undefined && method === undefined) return undefined;
  return method === "S256" && challenge !== undefined && isCodeChallenge(challenge) ? challenge : "malformed";
}

/** Why the query of a start URL begins nothing. */
type QueryError = "missing_app" | "input_too_long" | "input_broken" | "challenge_refused";

/**
 * Reads the query of a start URL. What can be left out is left out when it is malformed, with a note for the log that
 * names no value; what cannot makes it fail.
 * @returns `missing_app` without an app id; `input_too_long` when a parameter is over its length; `input_broken` when
 * one holds a character that nothing can keep; `challenge_refused` when the code challenge is malformed or not by S256
 */
export function parseStartParameters(
  query: string,
): Result<{ parameters: StartParameters; notes: string[] }, QueryError> {
  if (query.length > LONGEST_QUERY) return failure("input_too_long");
  const read = (name: keyof typeof LONGEST) => queryParameter(query, name);
  for (const [name, longest] of Object.entries(LONGEST)) {
    if ((read(name as keyof typeof LONGEST) ?? "").length > longest) return failure("input_too_long");
  }
  if (read("appId")?.includes("\0") || read("state")?.includes("\0")) return failure("input_broken");
  const appId = read("appId");
  if (!appId) return failure("missing_app");
  const challenge = readChallenge(query);
  if (challenge === "malformed") return failure("challenge_refused");
  const notes: string[] = [];
  const unless = (value: string | undefined, fits: (text: string) => boolean, note: string) => {
    if (value === undefined || fits(value)) return value;
    notes.push(note);
    return undefined;
  };
  const parameters = {
    appId,
    returnUrl: read("returnUrl"),
    printerId: unless(read("printerId"), isPublicId, "printerId is malformed"),
    appLogoUrl: unless(
      read("appLogoUrl"),
      (text) => /^https?:\/\//i.test(text) && !text.includes("\0") && URL.canParse(text),
      "appLogoUrl is not a web address",
    ),
    octoPrintApiKeyAppName: unless(
      read("octoPrintApiKeyAppName")?.trim(),
      isKeyName,
      "octoPrintApiKeyAppName is not of 2 to 60 characters",
    ),
    state: read("state"),
    ui_locales: unless(
      queryParameter(query, "ui_locales"),
      (text) => text.length <= LONGEST_UI_LOCALES && !/[^A-Za-z0-9 -]/.test(text),
      "ui_locales is no list of language tags",
    ),
    ...(challenge && { code_challenge: challenge, code_challenge_method: "S256" as const }),
  };
  return ok({ parameters: queryParameter(query, "answer") === "tunnel" ? forTunnel(parameters) : parameters, notes });
}

/** The answer of a tunnel has no room for a key, a state or a code. */
const forTunnel = ({ appId, returnUrl, printerId, appLogoUrl, ui_locales }: StartParameters): StartParameters => ({
  appId,
  returnUrl,
  printerId,
  appLogoUrl,
  ui_locales,
  answer: "tunnel",
});
