import { request as requestHttp, type Agent, type IncomingHttpHeaders, type OutgoingHttpHeaders } from "node:http";
import { request as requestHttps } from "node:https";
import { joinSignals } from "@/lib/connector/join-signals";
import { lookupPortal } from "@/lib/connector/lookup-portal";
import { cleanAnswer, UNTIDY_ANSWERS } from "@/lib/connector/streams/clean-answer";
import { failure, ok } from "@/lib/result";

export type TextQuestion = {
  method: "GET" | "POST";
  headers?: OutgoingHttpHeaders;
  /** Sent as JSON. */
  input: object | undefined;
  signal: AbortSignal;
  /** Milliseconds for the whole answer. */
  patienceMs: number;
  /** Of a connection of its own; left out: one that takes certificates as the system does. */
  agent?: Agent | false;
  /** Of the answer, at most; a longer one is none. */
  maxBytes: number;
  /** The answer is read as it was meant, as printers' small servers write them. */
  isUntidy?: boolean;
};

export type TextAnswer =
  | { ok: true; status: number; headers: IncomingHttpHeaders; text: string }
  | { ok: false; error: "unreachable"; cause?: NodeJS.ErrnoException };

/** One request on a connection of its own, and its whole answer as text. Redirects are not followed. */
export async function askForText(url: URL, question: TextQuestion): Promise<TextAnswer> {
  const ending = joinSignals([question.signal, AbortSignal.timeout(question.patienceMs)]);
  return ask(url, { ...question, signal: ending.signal }).finally(ending.release);
}

function ask(
  url: URL,
  { method, headers, input, signal, maxBytes, agent = false, isUntidy = false }: TextQuestion,
): Promise<TextAnswer> {
  const body = input && JSON.stringify(input);
  const all = {
    Accept: "application/json",
    ...headers,
    ...(body && { "Content-Type": "application/json", "Content-Length": Buffer.byteLength(body) }),
  };
  const send = url.protocol === "https:" ? requestHttps : requestHttp;
  return new Promise((resolve) => {
    const fail = (cause?: NodeJS.ErrnoException) => resolve({ ...failure("unreachable"), ...(cause && { cause }) });
    const request = send(
      url,
      { method, headers: all, lookup: lookupPortal, signal, agent, ...(isUntidy && UNTIDY_ANSWERS) },
      (response) => {
        let text = "";
        response.setEncoding("utf8");
        response.on("data", (chunk: string) => {
          text += chunk;
          if (text.length > maxBytes) response.destroy();
        });
        response.on("error", fail);
        response.on("end", () => resolve(ok({ status: response.statusCode ?? 0, headers: response.headers, text })));
        response.on("close", () => fail());
      },
    );
    if (isUntidy) cleanAnswer(request);
    request.on("error", fail);
    request.end(body);
  });
}
