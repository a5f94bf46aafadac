import type { ApiAnswer, ApiCall } from "@/lib/http/api-call";
import { t } from "@/lib/messages/messages";
import type { AgentPrinter } from "@/lib/printers/agents/agent-token-store";
import { authorizeAgent } from "@/lib/printers/agents/authorize-agent";

type Call = Omit<ApiCall, "body">;

/** Answers a call of an agent by its token alone: what it sends is neither needed nor read. */
const answering =
  (answer: (agent: AgentPrinter) => ApiAnswer) =>
  async (call: Call): Promise<ApiAnswer> => {
    const authorized = await authorizeAgent(call);
    return "answer" in authorized ? authorized.answer : answer(authorized.agent);
  };

/**
 * `GET` and `PATCH /api/v1/octo/printer/`: asked before the socket. Without an id OctoPrint's agent sends nothing. What
 * it would like the printer to be called is not taken: its owner says that on the page. `is_pro: false` makes it send
 * one picture per wish instead of three.
 */
export const answerAgentPrinter = answering(({ publicId, name }) => ({
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
}));

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
