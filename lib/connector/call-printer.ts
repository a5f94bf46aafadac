import { request as requestHttp, type IncomingHttpHeaders, type OutgoingHttpHeaders } from "node:http";
import { request as requestHttps } from "node:https";
import { seconds } from "@/lib/clock";
import { lookupPortal } from "@/lib/connector/lookup-portal";
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
export function callPrinter(
  origin: string,
  { path, method = "GET", headers = {}, input, patienceMs = seconds(5), signal }: PrinterCall,
): Promise<PrinterAnswer> {
  const url = new URL(path, origin);
  const body = input && JSON.stringify(input);
  const all = {
    Accept: "application/json",
    ...headers,
    ...(body && { "Content-Type": "application/json", "Content-Length": Buffer.byteLength(body) }),
  };
  const send = url.protocol === "https:" ? requestHttps : requestHttp;
  const limit = AbortSignal.any([AbortSignal.timeout(patienceMs), ...(signal ? [signal] : [])]);
  return new Promise((resolve) => {
    const fail = () => resolve(failure("unreachable"));
    const request = send(
      url,
      { method, headers: all, lookup: lookupPortal, signal: limit, agent: false },
      (response) => {
        let text = "";
        response.setEncoding("utf8");
        response.on("data", (chunk: string) => {
          text += chunk;
          if (text.length > MAX_ANSWER_BYTES) response.destroy();
        });
        response.on("error", fail);
        response.on("end", () =>
          resolve(ok({ status: response.statusCode ?? 0, headers: response.headers, body: parse(text) })),
        );
        response.on("close", fail);
      },
    );
    request.on("error", fail);
    request.end(body);
  });
}
