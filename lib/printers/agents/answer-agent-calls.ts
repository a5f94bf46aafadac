import type { ApiAnswer, ApiCall } from "@/lib/http/api-call";
import { jsonFields } from "@/lib/http/json-body";
import { t } from "@/lib/messages/messages";
import { saveAgentName } from "@/lib/printers/agents/agent-name-store";
import type { AgentPrinter } from "@/lib/printers/agents/agent-token-store";
import { authorizeAgent } from "@/lib/printers/agents/authorize-agent";
import { LONGEST_PRINTER_NAME } from "@/lib/printers/printer-name";
import { readTypedName } from "@/lib/typed-name";

type Call = Omit<ApiCall, "body">;

/** Answers a call of an agent by its token alone: what it sends is neither needed nor read. */
const answering =
  (answer: (agent: AgentPrinter) => ApiAnswer) =>
  async (call: Call): Promise<ApiAnswer> => {
    const authorized = await authorizeAgent(call);
    return "answer" in authorized ? authorized.answer : answer(authorized.agent);
  };

const describe = ({ publicId, name }: Pick<AgentPrinter, "publicId" | "name">): ApiAnswer => ({
  status: 200,
  body: {
    user: { is_pro: false },
    printer: {
      id: publicId,
      name: name ?? t("printer.kindNames.other"),
      is_pro: false,
      retract_on_pause: 0,
    },
  },
});

/** Of a body with a name: a few sentences. */
export const LARGEST_NAME_BODY = 4096;

/**
 * `GET /api/v1/octo/printer/`: asked before the socket. Without an id OctoPrint's agent sends nothing. `is_pro: false`
 * makes it send one picture per wish instead of three.
 * @returns undefined for `PATCH`, whose body is to be read, by an agent that may send one
 */
export async function answerAgentPrinter(call: Call): Promise<ApiAnswer | undefined> {
  const answer = await answering(describe)(call);
  return call.method === "PATCH" && answer.status === 200 ? undefined : answer;
}

/**
 * `PATCH /api/v1/octo/printer/`: the wizard of OctoPrint's agent says what the printer is called. What is no name by
 * the rules for them is not taken; the answer says which one holds.
 */
export async function nameAgentPrinter(call: ApiCall): Promise<ApiAnswer> {
  const authorized = await authorizeAgent(call);
  if ("answer" in authorized) return authorized.answer;
  const { name: said } = jsonFields(call.body);
  const read = readTypedName(typeof said === "string" ? said : "", LONGEST_PRINTER_NAME);
  if (!read.ok) return describe(authorized.agent);
  await saveAgentName(authorized.agent.printerId, read.name, call.address);
  return answering(describe)(call);
}

/** `POST /api/v1/octo/g_code_files/`, when a print starts: Klipper's agent does not tell of it without an id. */
export const answerGCodeFile = answering(() => ({ status: 201, body: { id: 1 } }));

/** `POST /api/v1/octo/printer_events/`: its texts and pictures are for people elsewhere, and are shown nowhere here. */
export const answerPrinterEvent = answering(() => ({ status: 200, body: {} }));

/** `POST /ent/api/nozzle_cam/…` likewise. */
export const answerNozzleCamera = answering(() => ({ status: 200, body: {} }));

/** `GET /ent/api/printers/<id>/ext/`, once after linking: its scan of first layers is on unless it reads this. */
export const answerPrinterExtension = answering(() => ({
  status: 200,
  body: { ext: { first_layer_scan_opted_in: false } },
}));
