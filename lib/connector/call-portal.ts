import { request as requestHttp } from "node:http";
import { request as requestHttps } from "node:https";
import { seconds } from "@/lib/clock";
import { lookupPortal } from "@/lib/connector/lookup-portal";
import { failure, ok, type Result } from "@/lib/result";

const TIMEOUT_MS = seconds(15);
const MAX_ANSWER_BYTES = 64 * 1024;

export type PortalAnswer = Result<{ status: number; body: unknown }, "unreachable" | "not_json">;

function parse(status: number, text: string): PortalAnswer {
  try {
    return ok({ status, body: JSON.parse(text) as unknown });
  } catch {
    return failure("not_json");
  }
}

/**
 * Calls an API of the portal.
 * @param portal its origin
 * @param input sent as JSON in a POST; without it the call is a GET
 */
export function callPortal(
  portal: string,
  path: string,
  input: object | undefined,
  signal: AbortSignal,
): Promise<PortalAnswer> {
  const url = new URL(path, portal);
  const body = input && JSON.stringify(input);
  const headers = {
    Accept: "application/json",
    ...(body && { "Content-Type": "application/json", "Content-Length": Buffer.byteLength(body) }),
  };
  const send = url.protocol === "https:" ? requestHttps : requestHttp;
  return new Promise((resolve) => {
    const fail = () => resolve(failure("unreachable"));
    const limit = AbortSignal.any([signal, AbortSignal.timeout(TIMEOUT_MS)]);
    const request = send(
      url,
      { method: body ? "POST" : "GET", headers, lookup: lookupPortal, signal: limit, agent: false },
      (response) => {
        let text = "";
        response.setEncoding("utf8");
        response.on("data", (chunk: string) => {
          text += chunk;
          if (text.length > MAX_ANSWER_BYTES) response.destroy();
        });
        response.on("end", () => resolve(parse(response.statusCode ?? 0, text)));
        response.on("close", fail);
      },
    );
    request.on("error", fail);
    request.end(body);
  });
}
