/** Every key that completion appends to a return URL (docs/app-contract.md#3-completion), of any answer. */
export const COMPLETION_KEYS = [
  "success",
  "id",
  "url",
  "appApiToken",
  "printername",
  "userPrinterAccessUrl",
  "printerLastKnownLocalIp",
  "authBasicHttpUser",
  "authBasicHttpPassword",
  "authbasichttpuser",
  "authbasichttppassword",
  "authBearerToken",
  "octoPrintApiKey",
  "state",
  "code",
  "error",
  "tunnel_endpoint",
] as const;

const TAKEN = new Set<string>(COMPLETION_KEYS.map((key) => key.toLowerCase()));

// Some apps decode what they get twice (docs/app-contract.md#3-completion); three rounds leave nothing for them to
// find.
const DECODINGS = 3;

// Byte by byte, so that no malformed escape can throw; the keys are ASCII.
const decodeOnce = (text: string) =>
  text.replaceAll("+", " ").replace(/%([0-9a-f]{2})/gi, (_, hex: string) => String.fromCharCode(parseInt(hex, 16)));

const isTaken = (pair: string) => {
  const [key = ""] = pair.split("=");
  // Some form parsers read `success[]` or ` success` as `success`.
  return TAKEN.has((key.split("[")[0] ?? "").trim().toLowerCase());
};

/**
 * Whether a query already says something that only completion may say. An app that reads the first of two equal keys
 * would otherwise believe the one who made the start URL.
 * @param query of a return URL, without the question mark, as written
 * @returns true also for keys in other case, percent-encoded ones, and ones that appear when the query is decoded again
 */
export function holdsCompletionKey(query: string): boolean {
  if (query.split(/[&;?]/).some(isTaken)) return true;
  let text = query;
  for (let round = 0; round < DECODINGS; round++) {
    text = decodeOnce(text);
    if (text.split(/[&;]/).some(isTaken)) return true;
  }
  return false;
}
