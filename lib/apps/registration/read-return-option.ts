import { checkExactRegistration, type RegisteredReturnUrl } from "@/lib/apps/return-url-policy";
import { failure, ok, type Result } from "@/lib/result";

type RegistrationError = Extract<ReturnType<typeof checkExactRegistration>, { ok: false }>["error"];

const SENTENCES: Record<RegistrationError, string> = {
  too_long: "it is longer than 2048 characters",
  characters:
    "it is empty or holds a character that URLs may not hold: a space, a control character, a " +
    "backslash, or one that is not ASCII",
  malformed:
    "browsers would not read it as it is written; it needs a scheme, such as " +
    "https://app.example/connected or myapp://connected, and a host in small letters",
  scheme: "its scheme is never accepted, since browsers run or open what is behind it",
  user_info: "it holds a user name or password",
  fragment: "it holds a fragment (#)",
  completion_key: "its query holds one of the keys that completion appends, such as success, id, url, state or error",
  insecure: "plain http would carry the connection's secrets across the internet in the clear; use https",
  scheme_case: "its scheme holds capital letters, which browsers turn into small ones",
};

function readExact(option: string, text: string, kinds: string): Result<{ item: string }, string> {
  if (!text.startsWith("exact:")) return failure(`--${option} ${JSON.stringify(text)} is ${kinds}.`);
  const url = text.slice("exact:".length);
  const checked = checkExactRegistration(url);
  return checked.ok
    ? ok({ item: url })
    : failure(`${JSON.stringify(url)} cannot be a return URL: ${SENTENCES[checked.error]}.`);
}

/**
 * Reads one `--return`: `exact:URL`, `loopback` or `lan`.
 * @returns `error` is a sentence for the person at the command line
 */
export function readReturnOption(text: string): Result<{ item: RegisteredReturnUrl }, string> {
  if (text === "loopback" || text === "lan") return ok({ item: { kind: text, url: "" } });
  const read = readExact("return", text, "none of exact:URL, loopback and lan");
  return read.ok ? ok({ item: { kind: "exact", url: read.item } }) : read;
}

/** The same for one `--tunnel-return`, which takes `exact:URL` alone. */
export const readTunnelReturnOption = (text: string): Result<{ item: string }, string> =>
  readExact("tunnel-return", text, "not exact:URL");
