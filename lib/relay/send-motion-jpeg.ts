import type { IncomingMessage, ServerResponse } from "node:http";
import { minutes, seconds } from "@/lib/clock";
import { registerExchange } from "@/lib/connections/open-exchanges";
import { isConnectedFrom } from "@/lib/gateway/is-connected-from";
import { motionJpeg } from "@/lib/gateway/motion-jpeg";
import { watchPictures } from "@/lib/gateway/watch-pictures";
import { markEndless } from "@/lib/http/endless-answers";
import { explain } from "@/lib/observability/request-reference";
import type { Pair } from "@/lib/octostream/messages";
import { keptFromOthers } from "@/lib/relay/owners-page";
import type { RelayStatus } from "@/lib/relay/relay-errors";
import type { RelayTarget } from "@/lib/relay/relay-types";
import { sendRelayError } from "@/lib/relay/send-relay-error";

/** Who takes nothing for so long is gone. */
const STALL_MS = minutes(1);

/** What a printer without a picture is answered with. */
type NoPicture = () => void;

/** On a printer's own page no other site may show it. */
function headersOf(contentType: string, { isOwnersPage }: RelayTarget): Pair[] {
  const pairs: Pair[] = [["Content-Type", contentType]];
  return isOwnersPage ? keptFromOthers(pairs) : [...pairs, ["Cache-Control", "no-store"]];
}

/** One app that looks at a printer's pictures. */
class Viewing {
  private readonly parts = motionJpeg();
  private readonly forget: () => void;
  private readonly stopWatching: (() => void) | undefined;
  private readonly stopCounting: () => void;
  private readonly end: NodeJS.Timeout;
  private stalled: NodeJS.Timeout | undefined;
  private isOver = false;

  constructor(
    private readonly request: IncomingMessage,
    private readonly response: ServerResponse,
    private readonly target: RelayTarget,
    private readonly noPicture: NoPicture,
  ) {
    const { connectionId, userId, publicId, webcam, limits } = target;
    this.forget = registerExchange(connectionId, () => this.refuse(604));
    markEndless(response);
    this.stopCounting = webcam.watch(userId, () => this.finish());
    this.end = setTimeout(() => this.finish(), seconds(limits.maxSingleWebcamStreamLengthSeconds));
    response.once("close", () => this.stop());
    const watched = watchPictures(publicId, {
      onPicture: (jpeg) => this.show(jpeg),
      onEnd: () => this.onEnd(),
    });
    if (watched.ok) this.stopWatching = watched.stop;
    else {
      explain(request, "too_many_lookers");
      this.refuse(609);
    }
  }

  private show(jpeg: Buffer): void {
    const { response, parts } = this;
    if (this.isOver) return;
    if (!response.headersSent) {
      response.writeHead(200, headersOf(parts.contentType, this.target).flat());
      response.write(parts.opening);
    }
    // What was written is not read yet: this one is let go.
    if (this.stalled) return;
    if (response.write(parts.part(jpeg))) return;
    this.stalled = setTimeout(() => response.destroy(), STALL_MS).unref();
    response.once("drain", () => {
      clearTimeout(this.stalled);
      this.stalled = undefined;
    });
  }

  private onEnd(): void {
    if (this.isOver) return;
    if (this.response.headersSent) return this.finish();
    if (!isConnectedFrom(this.target.publicId)) return this.refuse(601);
    this.stop();
    this.noPicture();
  }

  /** Ends it for a reason that the app is told while nothing has left, and else by the end alone. */
  private refuse(status: RelayStatus): void {
    if (this.isOver) return;
    this.stop();
    (this.target.sendFault ?? sendRelayError)(this.request, this.response, status);
  }

  private finish(): void {
    if (!this.response.headersSent) return this.refuse(609);
    this.stop();
    this.response.end();
  }

  private stop(): void {
    this.isOver = true;
    clearTimeout(this.end);
    clearTimeout(this.stalled);
    this.forget();
    this.stopCounting();
    this.stopWatching?.();
  }
}

/**
 * Answers an app with a motion JPEG of a printer's pictures, one to two a second for as long as it looks, by whatever
 * program the printer is connected. A slow reader goes without some; the end of the connection is its end.
 * @param noPicture answers where the printer is there and has no picture to give
 */
export function sendMotionJpeg(
  request: IncomingMessage,
  response: ServerResponse,
  target: RelayTarget,
  noPicture: NoPicture,
): void {
  const sendFault = target.sendFault ?? sendRelayError;
  if (!isConnectedFrom(target.publicId)) return sendFault(request, response, 601);
  if (!target.webcam.allows(target.userId)) return sendFault(request, response, 609);
  new Viewing(request, response, target, noPicture);
}
