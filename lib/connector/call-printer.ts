import type { IncomingHttpHeaders, OutgoingHttpHeaders } from "node:http";
import { seconds } from "@/lib/clock";
import { askForText } from "@/lib/connector/ask-for-text";
import { freshAgent } from "@/lib/connector/printer-certificates";
import { failure, ok, type Result } from "@/lib/result";

const MAX_ANSWER_BYTES = 1024 * 1024;

export type PrinterCall = {
  path: string;
  method?: "GET" | "POST";
  headers?: OutgoingHttpHeaders;
  /** Sent as JSON. */
  input?: object;
  /** Milliseconds for the whole answer. */
  patienceMs?: number;
  signal?: AbortSignal | undefined;
};

export type PrinterAnswer = Result<{ status: number; headers: IncomingHttpHeaders; body: unknown }, "unreachable">;

function parse(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return text;
  }
}

/**
 * The connector's own question to the printer's web server: never for what the portal relays.
 * @param origin such as `http://192.168.1.20`
 * @returns the answer, its body parsed where it is JSON and else as text
 */
export async function callPrinter(
  origin: string,
  { path, method = "GET", headers = {}, input, patienceMs = seconds(5), signal }: PrinterCall,
): Promise<PrinterAnswer> {
  const url = new URL(path, origin);
  const answer = await askForText(url, {
    agent: freshAgent(url.protocol),
    method,
    headers,
    input,
    isUntidy: true,
    signal: signal ?? new AbortController().signal,
    patienceMs,
    maxBytes: MAX_ANSWER_BYTES,
  });
  return answer.ok
    ? ok({ status: answer.status, headers: answer.headers, body: parse(answer.text) })
    : failure(answer.error);
}
