import type { ApiAnswer, ApiCall } from "@/lib/http/api-call";
import { t } from "@/lib/messages/messages";
import { log } from "@/lib/observability/log";
import { isAgentCode, linkByCode } from "@/lib/printers/agents/agent-code-store";
import { isDigits } from "@/lib/printers/agents/agent-digits";
import { countLivingDigits } from "@/lib/printers/agents/agent-digits-store";
import type { LinkedAgent } from "@/lib/printers/agents/agent-token-store";
import { linkByDigits } from "@/lib/printers/agents/link-by-digits-store";
import { markLinked } from "@/lib/printers/agents/unlinked-registry";
import { areDigitsTried, countWrongDigits } from "@/lib/rate-limits/guess-odds-store";
import { consume, giveBack } from "@/lib/rate-limits/rate-limit-store";

/** The same for wrong, used and late codes, and for digits that wait for the person. */
const noSuchCode = (): ApiAnswer => ({ status: 404, body: { detail: t("api.noSuchCode") } });

const tooMany = (retryAfterSeconds: number): ApiAnswer => ({
  status: 429,
  body: { detail: t("api.tooMany") },
  headers: { "Retry-After": String(retryAfterSeconds) },
});

function linkedAnswer({ publicId, token }: LinkedAgent): ApiAnswer {
  log.info({ printer: publicId }, "an agent was linked, and waits for its owner");
  return {
    status: 200,
    body: {
      printer: { id: publicId, name: t("printer.kindNames.other"), auth_token: token, is_pro: false },
      user: { is_pro: false },
    },
  };
}

/** A long code: nobody guesses one, so it is not counted with the digits. */
async function verifyCode(code: string, address: string): Promise<ApiAnswer> {
  const linked = await linkByCode(code, address);
  if (linked) {
    markLinked(code);
    return linkedAnswer(linked);
  }
  const limit = await consume("agentRefusalsPerAddress", address);
  return limit.ok ? noSuchCode() : tooMany(limit.retryAfterSeconds);
}

/** Six digits, or what somebody entered in their place. Each try is counted before it is looked at. */
async function verifyDigits(typed: string, address: string): Promise<ApiAnswer> {
  const limit = await consume("agentDigitsPerAddress", address);
  if (!limit.ok) return tooMany(limit.retryAfterSeconds);
  if (!isDigits(typed)) return noSuchCode();
  const linked = await linkByDigits({ digits: typed, address, areTried: await areDigitsTried() });
  if (!linked) {
    await countWrongDigits(await countLivingDigits());
    return noSuchCode();
  }
  // Nothing is given back here, or a guesser could tell a hit by one more try.
  if (linked === "held") return noSuchCode();
  await giveBack("agentDigitsPerAddress", address);
  return linkedAnswer(linked);
}

/**
 * `POST /api/v1/octo/verify/?code=`: an agent presents the six digits of somebody's page, or the long code that it was
 * given when its passcode was entered. Its printer appears on that page, where only the person's tap makes it theirs.
 * 404: wrong, used, late; 429: too many wrong ones from there.
 */
export async function answerVerify({ query, address }: ApiCall): Promise<ApiAnswer> {
  const code = query.get("code")?.trim() ?? "";
  return isAgentCode(code) ? verifyCode(code, address) : verifyDigits(code, address);
}
