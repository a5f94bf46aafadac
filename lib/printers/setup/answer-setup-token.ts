import { now } from "@/lib/clock";
import { readHostName } from "@/lib/host-name";
import type { ApiAnswer, ApiCall } from "@/lib/http/api-call";
import { envelope, errorEnvelope } from "@/lib/http/envelope";
import { jsonFields } from "@/lib/http/json-body";
import { t } from "@/lib/messages/messages";
import { log } from "@/lib/observability/log";
import { provePrinter } from "@/lib/printers/prove-printer";
import { isSetupToken, shortenEmail } from "@/lib/printers/setup/setup-token";
import { presentSetupToken, readSetupToken } from "@/lib/printers/setup/setup-token-store";
import { consume } from "@/lib/rate-limits/rate-limit-store";

const dead = () => errorEnvelope(404, t("api.setupTokenDead"));

/** The token of a call, or what is answered in its place. */
async function takeToken({ body, address }: ApiCall): Promise<{ token: string } | { answer: ApiAnswer }> {
  const limit = await consume("setupTokensPerAddress", address);
  if (!limit.ok)
    return { answer: errorEnvelope(429, t("api.tooMany"), { "Retry-After": String(limit.retryAfterSeconds) }) };
  const { Token } = jsonFields(body);
  return isSetupToken(Token) ? { token: Token } : { answer: dead() };
}

/**
 * `POST /api/setup/token {"Token"}`: whose page a line belongs to, so that the computer beside the printer can ask
 * before it connects (docs/printer-protocol.md#5-http-calls). Changes nothing. 404: used, void, expired or never made;
 * 429: too many.
 */
export async function answerSetupToken(call: ApiCall): Promise<ApiAnswer> {
  const taken = await takeToken(call);
  if ("answer" in taken) return taken.answer;
  const found = await readSetupToken(taken.token);
  if (!found) return dead();
  const ExpiresInSeconds = Math.ceil((found.expiresAt.getTime() - now().getTime()) / 1000);
  return envelope(200, { Account: shortenEmail(found.email), ExpiresInSeconds });
}

/**
 * `POST /api/setup/present {"Token","PrinterId","OctoKey","HostName"?}`: a connected printer that proves itself by its
 * key appears on the page that its token belongs to, where only the person's tap makes it theirs. 404: no such token or
 * printer; 409: the printer has an owner, or another one presented the token before, which voids it; 429: too many.
 */
export async function answerSetupPresent(call: ApiCall): Promise<ApiAnswer> {
  const taken = await takeToken(call);
  if ("answer" in taken) return taken.answer;
  const { PrinterId, OctoKey, HostName } = jsonFields(call.body);
  const proof = await provePrinter({ publicId: PrinterId, octoKey: OctoKey, address: call.address });
  if (proof?.by !== "key") return errorEnvelope(404, t("api.noSuchPrinter"));
  const { printerId, publicId, owned } = proof.printer;
  if (owned) return errorEnvelope(409, t("api.setupOwned"));
  const presented = await presentSetupToken({ token: taken.token, printerId, hostName: readHostName(HostName) });
  if (presented.ok) return envelope(200, {});
  log.warn({ printer: publicId, fault: presented.error }, "a printer presented a setup token that is not good for it");
  return presented.error === "setup_token_dead" ? dead() : errorEnvelope(409, t("api.setupTokenDoubled"));
}
