import { digest } from "@/lib/digest";
import { isDeadToken, rememberDeadToken } from "@/lib/gateway/agents/dead-tokens";
import type { ApiAnswer, ApiCall } from "@/lib/http/api-call";
import { t } from "@/lib/messages/messages";
import { findAgentByToken, isAgentToken, type AgentPrinter } from "@/lib/printers/agents/agent-token-store";
import { CallBudget } from "@/lib/printers/agents/call-budget";
import { consume } from "@/lib/rate-limits/rate-limit-store";
import { shared } from "@/lib/shared";

/** While a picture is wished for every ten seconds an agent makes a few calls a minute. */
const CALLS_PER_MINUTE = 240;

const budget = () => shared("agent-calls", () => new CallBudget(CALLS_PER_MINUTE));

/** A token that works no more: the agent keeps it, and asks again every few minutes for ever. */
const dead = (): ApiAnswer => ({
  status: 401,
  body: { detail: t("api.agentUnknown") },
  headers: { "WWW-Authenticate": "Token" },
});

const tooMany = (seconds: number): ApiAnswer => ({
  status: 429,
  body: { detail: t("api.tooMany") },
  headers: { "Retry-After": String(seconds) },
});

const tokenOf = (header: string | undefined) => /^token ([A-Za-z0-9]+)$/i.exec(header ?? "")?.[1];

/**
 * The printer behind an agent's call, by `Authorization: Token …`. A token that was found dead before costs no look
 * into the database.
 */
export async function authorizeAgent({
  headers,
  address,
}: Pick<ApiCall, "headers" | "address">): Promise<{ agent: AgentPrinter } | { answer: ApiAnswer }> {
  const token = tokenOf(headers.authorization);
  if (!token || !isAgentToken(token) || isDeadToken(digest(token))) return { answer: dead() };
  if (budget().isOver(token)) return { answer: tooMany(60) };
  const agent = await findAgentByToken(token);
  if (agent) return { agent };
  rememberDeadToken(digest(token));
  const limit = await consume("agentRefusalsPerAddress", address);
  return { answer: limit.ok ? dead() : tooMany(limit.retryAfterSeconds) };
}
