import type { AgentRefusal } from "@/lib/gateway/agents/judge-agent-request";
import { askerAddress } from "@/lib/gateway/asker-address";
import type { PrinterFault } from "@/lib/gateway/handshake/judge-program";
import { liveLinks } from "@/lib/gateway/links/live-links";
import { mayRelay } from "@/lib/gateway/may-relay";
import { noteSilence } from "@/lib/gateway/silent-printers";
import type { OpenStream, StreamRequest, StreamSink } from "@/lib/gateway/streams/stream-types";
import { recordFault } from "@/lib/observability/record-fault";
import type { Pair } from "@/lib/octostream/messages";
import { PLATFORMS } from "@/lib/octostream/platforms";
import { failure, ok, type Result } from "@/lib/result";

export type OpenError =
  "not_connected" | "too_many" /** One of ours, which is in the log. */ | "fault" | AgentRefusal | PrinterFault;

// The plugin keeps one cookie jar for everybody: cookies set for one user's request are added to a later one that has
// no Cookie header (docs/printer-protocol.md#42-http-request). So there always is one.
const NO_COOKIES: Pair = ["Cookie", "no-cookies=1"];

const withCookie = (headers: Pair[]) =>
  headers.some(([name]) => name.toLowerCase() === "cookie") ? headers : [...headers, NO_COOKIES];

/**
 * Who asks, for OctoPrint alone: one that signs its own machine in by itself (`autologinLocal`) would do so with
 * everything that the program beside it asks, and one with `localNetworks` with everybody of a home. Moonraker is the
 * other way round and answers strangers with 401.
 */
function withAsker(headers: Pair[], platform: number, from: string | undefined): Pair[] {
  if (platform !== PLATFORMS.octoprint || from === undefined) return headers;
  return [...headers, ["X-Forwarded-For", askerAddress(from)]];
}

type Opened = Result<{ stream: OpenStream; flowControl: boolean; origin: URL | undefined }, OpenError>;

function open(publicId: string, request: StreamRequest, sink: StreamSink): Opened {
  if (!mayRelay(request)) return failure("not_allowed");
  const link = liveLinks().get(publicId);
  if (!link) return failure("not_connected");
  if (link.tooOld) return failure("too_old");
  if (link.needsDictionary) return failure("needs_dictionary");
  const refused = link.agent?.judge(request);
  if (refused) return failure(refused);
  // An agent keeps no cookies.
  const headers = withAsker(link.agent ? request.headers : withCookie(request.headers), link.platform, request.from);
  const stream = link.streams.open({ ...request, headers }, noteSilence(link, request, sink));
  return stream ? ok({ stream, flowControl: link.flowControl, origin: link.origin }) : failure("too_many");
}

/**
 * Opens a request or a WebSocket to a printer's own web server: the one operation by which relayed input reaches a
 * printer. Whatever it holds, it cannot use the printer's local authority, an address of its own, or the program's
 * commands. Never throws: what is ours and broken costs this request alone.
 * @param request of a caller that was authenticated for this printer
 */
export function openStream(publicId: string, request: StreamRequest, sink: StreamSink): Opened {
  try {
    return open(publicId, request, sink);
  } catch (error) {
    recordFault(error);
    return failure("fault");
  }
}
