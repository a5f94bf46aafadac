import { request as requestHttp, type ClientRequest } from "node:http";
import { request as requestHttps } from "node:https";
import { minutes } from "@/lib/clock";
import { lookupPortal } from "@/lib/connector/lookup-portal";
import { freshAgent } from "@/lib/connector/printer-certificates";
import { faultFrame, NO_ANSWER } from "@/lib/connector/streams/answer-fault";
import { cleanAnswer, UNTIDY_ANSWERS } from "@/lib/connector/streams/clean-answer";
import { countBody } from "@/lib/connector/streams/frame-body";
import { leaveToPrinter } from "@/lib/connector/streams/leave-to-printer";
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

type Target = HttpContext & { url: string; method: string; publicHost: string };

/** How one request is opened. @param fresh on a connection of its own, which ends with it */
type Open = (fresh: boolean) => ClientRequest;

function opener(
  { url, method, publicHost, headers = [], useLocalAuth }: Target,
  bodySize: number,
  printer: Printer,
): Open {
  const { origin, url: server, agent } = printer.serverFor(url);
  // The portal asks for it on requests of its own making only; without a key it does nothing
  // (docs/printer-protocol.md#45-local-authority).
  const apiKey = useLocalAuth === LocalAuthUse.Allow ? printer.octoPrintKey : undefined;
  const send = origin.startsWith("https:") ? requestHttps : requestHttp;
  const { hostname, port, protocol } = server;
  return (fresh) =>
    send({
      host: hostname.replace(/^\[|\]$/g, ""),
      port: port || undefined,
      path: url,
      method,
      headers: {
        ...localHeaders(headers, { server, publicHost, method, bodySize, tellsAsker: isOctoPrint(printer) }),
        ...(apiKey !== undefined && { "x-api-key": apiKey }),
      },
      agent: fresh ? freshAgent(protocol) : agent,
      ...UNTIDY_ANSWERS,
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

/** Node's parser cannot read it: what came late on a connection that was kept, perhaps. */
const isUnreadable = ({ code }: NodeJS.ErrnoException) => code?.startsWith("HPE_") ?? false;

/** Passes the body on as it comes; ends the connection rather than let the printer see more or less than was said. */
function bodyTo(request: () => ClientRequest, bodySize: number, end: StreamEnd, goesOn: () => boolean): StreamWork {
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
    stop: () => {
      if (goesOn()) leaveToPrinter(request());
      else request().destroy();
    },
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
  let fault: Error | undefined;
  let request: ClientRequest;

  const start = (fresh: boolean): ClientRequest => {
    const mine = open(fresh);
    cleanAnswer(mine);
    if (bodySize !== 0) mine.once("socket", (socket) => readBeforeDestroyed(socket, () => answered));
    const isStale = detectStale(mine);
    mine.on("response", (response) => {
      answered = true;
      if (end.isOver()) return;
      const over = () => {
        // An answer that came before the end of the body: the rest of it will never come.
        if (!mine.writableEnded) mine.destroy();
      };
      passAnswer(response, end, { method, origin, publicHost })
        .catch((error: unknown) => end.close(faultFrame(fault ?? error)))
        .finally(over);
    });
    mine.on("timeout", () => {
      if (isSafe(method) || !mine.writableFinished) return void mine.destroy();
      leaveToPrinter(mine);
      end.close();
    });
    mine.on("error", (error: NodeJS.ErrnoException) => {
      fault = error;
      if (answered || end.isOver()) return;
      const isAskedAgain = isStale() || (!fresh && isUnreadable(error));
      if (!isAskedAgain) return end.close(faultFrame(error));
      request = start(true);
      request.end();
    });
    // Also without an error: when the printer changes to another protocol (101), which it was not asked to.
    mine.on("close", () => {
      if (!answered && mine === request) end.close(faultFrame(NO_ANSWER));
    });
    return mine;
  };

  try {
    request = start(method !== "GET" || bodySize !== 0 || !SAFE_GETS.has(printer.platform));
  } catch {
    // Node refuses some characters in a path or header that arrived here: nothing a printer could answer.
    return refuseStream(end);
  }
  return bodyTo(
    () => request,
    bodySize,
    end,
    () => !isSafe(method) && !answered && request.writableEnded,
  );
}
