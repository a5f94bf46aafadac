import type { IncomingMessage, ServerResponse } from "node:http";
import { minutes } from "@/lib/clock";
import { registerExchange } from "@/lib/connections/open-exchanges";
import { openStream, type OpenError } from "@/lib/gateway/open-stream";
import type {
  OpenStream,
  ResponseHead,
  StreamError,
  StreamRequest,
  StreamSink,
} from "@/lib/gateway/streams/stream-types";
import { recordFault } from "@/lib/observability/record-fault";
import { relayNumbers } from "@/lib/observability/relay-numbers";
import { explain } from "@/lib/observability/request-reference";
import { bodySize } from "@/lib/relay/body-size";
import { passAnswer, type Answer } from "@/lib/relay/pass-answer";
import { passBody } from "@/lib/relay/pass-body";
import { isPreflight, preflightHeaders } from "@/lib/relay/preflight";
import { statusOf, type RelayStatus } from "@/lib/relay/relay-errors";
import type { RelayTarget } from "@/lib/relay/relay-types";
import { requestHeaders } from "@/lib/relay/request-headers";
import type { AnswerContext } from "@/lib/relay/response-headers";
import { sendMotionJpeg } from "@/lib/relay/send-motion-jpeg";
import { sendRelayError } from "@/lib/relay/send-relay-error";

/** For an app to read the last of an answer, of which at most a window is left when the printer is done. */
const TAIL_MS = minutes(10);

/** One request of an app and its answer: what the printer says, and the ways in which it ends. */
class Exchange {
  private isOver = false;
  private isComplete = false;
  private tail: NodeJS.Timeout | undefined;
  private readonly forget: () => void;
  private readonly answer: Answer;

  private readonly stream: OpenStream;

  constructor(
    private readonly request: IncomingMessage,
    private readonly response: ServerResponse,
    { stream, flowControl, origin }: { stream: OpenStream; flowControl: boolean; origin: URL | undefined },
    private readonly target: RelayTarget,
  ) {
    this.stream = stream;
    relayNumbers.open++;
    this.forget = registerExchange(target.connectionId, () => this.giveUp(604));
    const { publicOrigin, isOwnersPage = false, isForAppsAlone = false } = target;
    const context: AnswerContext = {
      publicOrigin,
      isOwnersPage,
      isForAppsAlone,
      origins: origin ? [origin] : [],
      asker: request.headers.origin,
      isPreflight: isPreflight(request),
      // A plugin sends all cookies in one header.
      joinedCookies: !flowControl,
    };
    this.answer = passAnswer(response, target, context, {
      giveUp: (status) => this.giveUp(status),
      enough: () => this.enough(),
    });
    response.on("close", this.onGone);
    // A fault of one answer is not one of the server.
    response.on("error", (error) => recordFault(error));
    // An answer that waits behind another one on its connection is not told when that ends.
    request.socket.once("close", this.onGone);
  }

  onHead(head: ResponseHead): void {
    this.answer.onHead(head);
  }

  onData(bytes: Uint8Array, flushed: () => void): void {
    // What still comes of an answer that was enough is nobody's.
    if (this.isOver || this.isComplete) flushed();
    else {
      relayNumbers.bytesToApps += bytes.length;
      this.answer.onData(bytes, flushed);
    }
  }

  onEnd(): void {
    if (!this.isOver && !this.isComplete) this.endWell();
  }

  onError(error: StreamError, reason?: string): void {
    explain(this.request, reason ? `${error}: ${reason}` : error);
    this.giveUp(statusOf(error));
  }

  giveUp(status: RelayStatus): void {
    if (this.isOver) return;
    this.stream.cancel();
    this.end(() => sendFault(this.target, this.request, this.response, status));
  }

  enough(): void {
    if (this.isOver || this.isComplete) return;
    this.stream.cancel();
    // Where a length was announced, the app would take the next answer on its connection for the rest of this one.
    if (this.answer.isWhole()) this.endWell();
    else this.end(() => this.response.destroy());
  }

  private readonly onGone = () => {
    if (!this.isOver) this.end(() => this.stream.cancel());
  };

  private end(last: () => void): void {
    this.isOver = true;
    relayNumbers.open--;
    clearTimeout(this.tail);
    this.request.socket.off("close", this.onGone);
    this.forget();
    this.answer.stop();
    last();
  }

  /** What was written is not read yet: until it is, the exchange is open, and ends with its connection. */
  private endWell(): void {
    this.isComplete = true;
    this.answer.stop();
    this.response.end();
    this.tail = setTimeout(() => this.giveUp(602), TAIL_MS).unref();
  }
}

const sendFault = (
  target: RelayTarget,
  request: IncomingMessage,
  response: ServerResponse,
  status: RelayStatus,
): void => (target.sendFault ?? sendRelayError)(request, response, status);

const printerRequest = (request: IncomingMessage, target: RelayTarget, size: number): StreamRequest => ({
  kind: "http",
  method: request.method ?? "GET",
  url: request.url ?? "/",
  publicHost: target.publicHost,
  headers: isPreflight(request)
    ? preflightHeaders(request)
    : requestHeaders(request.rawHeaders, target.passesAuthorization),
  bodySize: size,
  from: target.from,
});

function refuse(request: IncomingMessage, response: ServerResponse, target: RelayTarget, error: OpenError): void {
  explain(request, error);
  sendFault(target, request, response, statusOf(error));
}

/** The webcam itself has no way through an agent; its pictures have one, and are a slow motion JPEG. */
function showPictures(request: IncomingMessage, response: ServerResponse, target: RelayTarget): void {
  request.on("error", () => undefined).resume();
  sendMotionJpeg(request, response, target, () => refuse(request, response, target, "live_pictures"));
}

/**
 * Passes one HTTP request of an authenticated app to its printer and the answer back: method, path, query, headers,
 * status and bytes as they are (docs/app-contract.md#5-the-relay). Faults of the relay are answered with its own
 * statuses while no head has left, and by cutting the answer off afterwards.
 */
export function relayRequest(request: IncomingMessage, response: ServerResponse, target: RelayTarget): void {
  const size = bodySize(request);
  if (size === undefined) return sendFault(target, request, response, 400);
  const { maxUploadFileSizeBytes } = target.limits;
  if (size > maxUploadFileSizeBytes) return sendFault(target, request, response, 608);

  // The stream says nothing before this function returns.
  const sink: StreamSink = {
    onHead: (head) => exchange.onHead(head),
    onData: (bytes, _isText, flushed) => exchange.onData(bytes, flushed),
    onEnd: () => exchange.onEnd(),
    onError: (error, _status, reason) => exchange.onError(error, reason),
  };
  const opened = openStream(target.publicId, printerRequest(request, target, size), sink);
  if (!opened.ok) {
    if (opened.error === "live_pictures") return showPictures(request, response, target);
    return refuse(request, response, target, opened.error);
  }
  const exchange = new Exchange(request, response, opened, target);
  request.on("error", () => undefined);
  if (size === 0) request.resume();
  else
    passBody(request, size, opened.stream, maxUploadFileSizeBytes, {
      onTooLarge: () => exchange.giveUp(608),
      onFault: () => exchange.giveUp(600),
    });
}
