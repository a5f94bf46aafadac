import type { IncomingMessage, ServerResponse } from "node:http";
import { limitRequestTime } from "@/lib/http/limit-request-time";
import { sendJson } from "@/lib/http/send-json";
import { t } from "@/lib/messages/messages";
import { answerUnlinked, LARGEST_UNLINKED_BODY } from "@/lib/printers/agents/answer-unlinked";

const PATH = "/api/v1/octo/unlinked";

/**
 * Whether a request is the question of an agent without a token. Hundreds of them ask every two seconds each, so they
 * are answered on the shortest way: no promise, no timer, no line in the log, no question to the database.
 */
export const isPollingAgent = ({ method, url }: IncomingMessage): boolean =>
  method === "POST" && (url === `${PATH}/` || url === PATH);

/** Answers it once its body is there: `POST /api/v1/octo/unlinked/`. @param address normalised */
export function answerPollingAgent(request: IncomingMessage, response: ServerResponse, address: string): void {
  const pieces: Buffer[] = [];
  let length = 0;
  let isOver = false;
  // As a rule it has come with the head.
  setImmediate(() => request.complete || limitRequestTime(request, response, "arrival"));
  request.on("error", () => undefined);
  request.on("data", (piece: Buffer) => {
    length += piece.length;
    if (length <= LARGEST_UNLINKED_BODY) return void pieces.push(piece);
    if (isOver) return;
    isOver = true;
    sendJson(request, response, { status: 413, body: { detail: t("api.tooLarge") }, headers: { Connection: "close" } });
  });
  request.once("end", () => {
    if (isOver) return;
    sendJson(request, response, answerUnlinked(Buffer.concat(pieces), address));
  });
}
