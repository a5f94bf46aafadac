import { env } from "@/lib/env";
import type { ApiAnswer, ApiCall } from "@/lib/http/api-call";
import { jsonFields } from "@/lib/http/json-body";
import { t } from "@/lib/messages/messages";
import { CallBudget } from "@/lib/printers/agents/call-budget";
import { rememberUnlinked } from "@/lib/printers/agents/unlinked-registry";
import { readUnlinked } from "@/lib/printers/agents/unlinked-shape";
import { spellLinkingCode } from "@/lib/printers/linking-code";
import { networkOf } from "@/lib/rate-limits/network-of";
import { shared } from "@/lib/shared";

/** An agent asks 30 times a minute; a print farm that is set up at once is one address. */
const budgets = () =>
  shared("unlinked-calls", () => ({ address: new CallBudget(60 * 30 + 200), network: new CallBudget(300 * 30) }));

const detail = (status: number, text: string, headers?: Record<string, string>): ApiAnswer => ({
  status,
  body: { detail: text },
  ...(headers && { headers }),
});

/** Klipper's agent takes a fault for one, and asks again; anything below 500 may end its asking for good. */
const later = () => detail(503, t("api.tooMany"), { "Retry-After": "60" });

/**
 * `POST /api/v1/octo/unlinked/`: asked every few seconds by an agent without a token. Klipper's is told which passcode
 * to show, and once a person has entered that, the code that it links itself with. Nothing here asks the database.
 */
export function answerUnlinked({ body, address }: ApiCall): Promise<ApiAnswer> {
  const { address: mine, network } = budgets();
  if (mine.isOver(address) || network.isOver(networkOf(address))) return Promise.resolve(later());
  const told = readUnlinked(jsonFields(body));
  if (!told) return Promise.resolve(detail(400, t("api.agentInput")));
  // OctoPrint's shows nothing, so nothing of what it says is kept.
  if (told.agent === "octoprint") return Promise.resolve({ status: 200, body: { messages: [] } });
  const device = rememberUnlinked(told, address);
  if (!device) return Promise.resolve(later());
  const code = device.passcode?.code;
  const answer = {
    messages: [],
    // All three keys have to be there: without them the agent stops asking for good.
    one_time_passcode: code ? spellLinkingCode(code) : "",
    one_time_passlink: `${env().portalUrl}/getstarted${code ? `?code=${code}` : ""}`,
    verification_code: device.given?.code ?? "",
  };
  return Promise.resolve({ status: 200, body: answer });
}
