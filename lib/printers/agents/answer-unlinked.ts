import { env } from "@/lib/env";
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

/** What an agent says is some hundred bytes. */
export const LARGEST_UNLINKED_BODY = 64 * 1024;

type Answer = { status: number; body: object; headers?: Record<string, string> };

/** Klipper's agent takes a fault for one, and asks again; anything below 500 may end its asking for good. */
const later = (): Answer => ({
  status: 503,
  body: { detail: t("api.tooMany") },
  headers: { "Retry-After": "60" },
});

/**
 * `POST /api/v1/octo/unlinked/`: asked every few seconds by an agent without a token. Klipper's is told which passcode
 * to show, and once a person has entered that, the code that it links itself with. Nothing here asks the database, or
 * waits.
 * @param address normalised
 */
export function answerUnlinked(body: Buffer, address: string): Answer {
  const { address: mine, network } = budgets();
  if (mine.isOver(address) || network.isOver(networkOf(address))) return later();
  const told = readUnlinked(jsonFields(body));
  if (!told) return { status: 400, body: { detail: t("api.agentInput") } };
  // OctoPrint's shows nothing, so nothing of what it says is kept.
  if (told.agent === "octoprint") return { status: 200, body: { messages: [] } };
  const device = rememberUnlinked(told, address);
  if (!device) return later();
  const code = device.passcode?.code;
  const answer = {
    messages: [],
    // All three keys have to be there: without them the agent stops asking for good.
    one_time_passcode: code ? spellLinkingCode(code) : "",
    one_time_passlink: `${env().portalUrl}/getstarted${code ? `?code=${code}` : ""}`,
    verification_code: device.given?.code ?? "",
  };
  return { status: 200, body: answer };
}
