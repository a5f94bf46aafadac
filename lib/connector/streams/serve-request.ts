import { request as requestHttp, type ClientRequest } from "node:http";
import { request as requestHttps } from "node:https";
import { minutes } from "@/lib/clock";
import { lookupPortal } from "@/lib/connector/lookup-portal";
import { freshAgent } from "@/lib/connector/printer-certificates";
import { cleanAnswer, LONGEST_HEAD } from "@/lib/connector/streams/clean-answer";
import { countBody } from "@/lib/connector/streams/frame-body";
import { localHeaders } from "@/lib/connector/streams/local-headers";
import { passAnswer } from "@/lib/connector/streams/pass-answer";
import { isOctoPrint, type Printer } from "@/lib/connector/streams/printer";
import { readBeforeDestroyed } from "@/lib/connector/streams/read-before-destroyed";
import { refuseStream, type StreamEnd, type StreamWork } from "@/lib/connector/streams/serve-stream";
import { LocalAuthUse } from "@/lib/octostream/generated/octostream/local-auth-use";
import type { HttpContext } from "@/lib/octostream/messages";
import { PLATFORMS } from "@/lib/octostream/platforms";

/**
 * Printers slice and analyse before they answer; the portal gives up a little earlier and says so
 * (docs/printer-protocol.md#42-http-request).
 */
const READ_TIMEOUT_MS = minutes(31);

/** What only asks may be cut off; what may change something goes on to its end at the printer (RFC 9110, 9.2.1). */
const isSafe = (method: string) => method === "GET" || method === "HEAD";

/**
 * Programs of which it is known that a GET changes nothing, so that it may be asked twice (RFC 9110, 9.2.1): others
 * take commands that way too.
 */
const SAFE_GETS = new Set<number>([PLATFORMS.octoprint, PLATFORMS.klipper, PLATFORMS.prusalink]);

/** Nothing listens there, or nothing is there. All else that goes wrong came from something that is. */
const NOT_REACHED = new Set([
  ...["ECONNREFUSED", "EHOSTUNREACH", "ENETUNREACH", "EHOSTDOWN", "ENETDOWN", "ENOTFOUND", "EAI_AGAIN", "ETIMEDOUT"],
]);

type Target = HttpContext & { url: string; method: string; publicHost: string };

/** How one request is opened. @param fresh on a connection of its own, which ends with it */
type Open = (fresh: boolean) => ClientRequest;

function opener(
  { url, method, publicHost, headers = [], useLocalAuth }: Target,
  bodySize: number,
  printer: Printer,
): Open {
  const { origin, agent } = printer.serverFor(url);
  // The portal asks for it on requests of its own making only; without a key it does nothing
  // (docs/printer-protocol.md#45-local-authority).
  const apiKey = useLocalAuth === LocalAuthUse.Allow ? printer.octoPrintKey : undefined;
  const send = origin.startsWith("https:") ? requestHttps : requestHttp;
  const { hostname, port, protocol } = new URL(origin);
  return (fresh) =>
    send({
      host: hostname.replace(/^\[|\]$/g, ""),
      port: port || undefined,
      path: url,
      method,
      headers: {
        ...localHeaders(headers, { origin, publicHost, method, bodySize, tellsAsker: isOctoPrint(printer) }),
        ...(apiKey !== undefined && { "x-api-key": apiKey }),
      },
      agent: fresh ? freshAgent(protocol) : agent,
      maxHeaderSize: LONGEST_HEAD,
      // Of chunks too what is meant counts; on a connection that is kept the next answer must not begin in doubt.
      insecureHTTPParser: fresh,
      lookup: lookupPortal,
      timeout: READ_TIMEOUT_MS,
    });
}

/** @returns whether the connection had been kept, and nothing came on it since: the printer had closed it */
function detectStale(request: ClientRequest): () => boolean {
  let isStale = () => false;
  request.once("socket", (socket) => {
    const before = socket.bytesRead;
    isStale = () => request.reusedSocket && socket.bytesRead === before;
  });
  return () => isStale();
}

/** Passes the body on as it comes; ends the connection rather than let the printer see more or less than was said. */
function bodyTo(request: () => ClientRequest, bodySize: number, end: StreamEnd): StreamWork {
  const count = countBody(bodySize);
  const breakOff = () => {
    request().destroy();
    end.close();
  };
  return {
    take: (bytes, frame, flushed) => {
      if (!count.add(bytes.length)) return breakOff();
      if (bytes.length > 0) request().write(bytes, flushed);
      if (!frame.isDataDone) return;
      if (count.end()) request().end();
      else breakOff();
    },
    stop: () => request().destroy(),
  };
}

/**
 * Runs one relayed HTTP request against the printer's web server. The body streams through: what the printer has not
 * taken yet is not asked for either. Redirects are passed on, not followed. Only a GET without a body uses a connection
 * that was kept: the printer may close one at the very moment of the next request, and it could not be told afterwards
 * whether a command had arrived (RFC 9112, 9.3.1).
 * @param bodySize bytes, 0 for none, -1 when not known
 */
export function serveRequest(http: Target, bodySize: number, end: StreamEnd, printer: Printer): StreamWork {
  const { method, publicHost } = http;
  const open = opener(http, bodySize, printer);
  const { origin } = printer.serverFor(http.url);
  let answered = false;
  let request: ClientRequest;

  const start = (fresh: boolean): ClientRequest => {
    const mine = open(fresh);
    if (fresh) mine.once("socket", (socket) => cleanAnswer(socket, method));
    if (bodySize !== 0) mine.once("socket", (socket) => readBeforeDestroyed(socket, () => answered));
    const isStale = detectStale(mine);
    mine.on("response", (response) => {
      answered = true;
      const over = () => {
        // An answer that came before the end of the body: the rest of it will never come.
        if (!mine.writableEnded) mine.destroy();
      };
      passAnswer(response, end, { method, origin, publicHost })
        .catch(() => end.close())
        .finally(over);
    });
    mine.on("timeout", () => {
      if (isSafe(method) || !mine.writableFinished) mine.destroy();
      else end.close();
    });
    mine.on("error", (error: NodeJS.ErrnoException) => {
      if (answered || end.isOver()) return;
      // What a kept connection brought may be read better on one of its own, where heads are cleaned first.
      const isAskedAgain = isStale() || (!fresh && /^HPE_/.test(error.code ?? ""));
      if (!isAskedAgain) return end.close(NOT_REACHED.has(error.code ?? "") ? { connectFailed: true } : {});
      request = start(true);
      request.end();
    });
    // Also without an error: when the printer changes to another protocol (101), which it was not asked to.
    mine.on("close", () => {
      if (!answered && mine === request) end.close();
    });
    return mine;
  };

  try {
    request = start(method !== "GET" || bodySize !== 0 || !SAFE_GETS.has(printer.platform));
  } catch {
    // Node refuses some characters in a path or header that arrived here: nothing a printer could answer.
    return refuseStream(end);
  }
  return bodyTo(() => request, bodySize, end);
}
