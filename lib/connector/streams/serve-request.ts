import { request as requestHttp, type ClientRequest } from "node:http";
import { request as requestHttps } from "node:https";
import { minutes } from "@/lib/clock";
import { lookupPortal } from "@/lib/connector/lookup-portal";
import { localHeaders } from "@/lib/connector/streams/local-headers";
import { passAnswer } from "@/lib/connector/streams/pass-answer";
import type { LocalServer, Printer } from "@/lib/connector/streams/printer";
import type { StreamEnd, StreamWork } from "@/lib/connector/streams/serve-stream";
import { LocalAuthUse } from "@/lib/gateway/protocol/generated/octostream/local-auth-use";
import type { HttpContext } from "@/lib/gateway/protocol/messages";

/** Printers slice and analyse before they answer; the portal gives up earlier and says so (protocol notes, 4.2). */
const READ_TIMEOUT_MS = minutes(30);

/**
 * Runs one relayed HTTP request against the printer's web server. The body streams through: what the printer has not
 * taken yet is not asked for either. Redirects are passed on, not followed.
 */
export function serveRequest(http: HttpContext & { url: string; method: string; publicHost: string }, bodySize: number, end: StreamEnd, printer: Printer): StreamWork {
  const { url, method, publicHost, headers = [], useLocalAuth } = http;
  // The portal asks for it on requests of its own making only; without a key the flag does nothing (protocol notes, 4.5).
  const apiKey = useLocalAuth === LocalAuthUse.Allow ? printer.octoPrintKey : undefined;
  const [server, ...others] = printer.serversFor(url);
  let answered = false;
  let triedAfresh = false;

  const open = ({ origin, agent }: LocalServer): ClientRequest => {
    const send = origin.startsWith("https:") ? requestHttps : requestHttp;
    const { hostname, port } = new URL(origin);
    const request = send({
      host: hostname.replace(/^\[|\]$/g, ""),
      port: port || undefined,
      path: url,
      method,
      headers: { ...localHeaders(headers, origin, publicHost, bodySize), ...(apiKey !== undefined && { "x-api-key": apiKey }) },
      agent,
      lookup: lookupPortal,
      timeout: READ_TIMEOUT_MS,
    });
    request.on("response", (response) => {
      answered = true;
      passAnswer(response, end, { method, origin, publicHost }).catch(() => end.close());
    });
    request.on("timeout", () => request.destroy());
    return request;
  };

  let request: ClientRequest;
  try {
    request = open(server);
  } catch {
    // Node refuses some characters in a path or header that arrived here: nothing a printer could answer.
    end.close();
    return { take: (_bytes, _frame, flushed) => flushed(), stop: () => undefined };
  }
  const fail = () => {
    if (!answered) end.close({ connectFailed: true });
  };
  const failOrTryAgain = () => {
    const harmless = bodySize === 0 && !answered && !end.isOver() && (method === "GET" || method === "HEAD");
    // A kept connection may have been closed by the printer in the moment we used it; without a body nothing was done yet.
    const isStale = request.reusedSocket && !triedAfresh;
    triedAfresh ||= isStale;
    const next = harmless ? (isStale ? server : others.shift()) : undefined;
    if (!next) return fail();
    request = open(next).on("error", failOrTryAgain);
    request.end();
  };
  request.on("error", failOrTryAgain);

  return {
    take: (bytes, frame, flushed) => {
      if (bytes.length > 0) request.write(bytes, flushed);
      if (frame.isDataDone) request.end();
    },
    stop: () => request.destroy(),
  };
}
