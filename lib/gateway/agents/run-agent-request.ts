import { agentHeaders, answerHeaders, headerOf } from "@/lib/gateway/agents/agent-headers";
import type { AgentReader } from "@/lib/gateway/agents/agent-reader";
import type { AgentTunnel } from "@/lib/gateway/agents/agent-tunnel";
import { agentMethod, agentPath } from "@/lib/gateway/agents/judge-agent-request";
import { isSameFile, planDownload, readPiece, type Download, type Piece } from "@/lib/gateway/agents/plan-download";
import { unpackAnswer } from "@/lib/gateway/agents/unpack-answer";
import type { StreamError, StreamRequest } from "@/lib/gateway/streams/stream-types";
import { RANGE_BYTES } from "@/lib/obico/limits";
import type { TunnelAnswer } from "@/lib/obico/messages";
import type { Pair } from "@/lib/octostream/messages";
import { failure, ok } from "@/lib/result";

/** An answer with its bytes unpacked. */
type Unpacked = { answer: TunnelAnswer; bytes: Uint8Array };

/** A fault, and what the log is told of it. */
type Fault = { ok: false; error: StreamError; reason?: string };

export type AgentExchange = {
  request: StreamRequest;
  /** Whole: an agent is given nothing in parts. */
  body: Uint8Array | null;
  /** `HostPlatform` of the printer. */
  platform: number;
  tunnel: AgentTunnel;
  reader: AgentReader;
  /** The app left. */
  signal: AbortSignal;
};

const broken = (reason: string): Fault => failure("broken", { reason });

async function ask(exchange: AgentExchange, headers: Pair[]): Promise<({ ok: true } & Unpacked) | Fault> {
  const { request, body, platform, tunnel, signal } = exchange;
  const asked = await tunnel.ask(
    {
      method: agentMethod(request.method) ?? "get",
      path: agentPath(request.url),
      headers: agentHeaders({ ...request, headers }, platform),
      data: body,
    },
    signal,
  );
  if (!asked.ok) return asked;
  const { answer } = asked;
  if (answer.status < 200 || answer.status > 599) return broken(`the printer's status is ${answer.status}`);
  const unpacked = await unpackAnswer(answer);
  return unpacked.ok ? ok({ answer, bytes: unpacked.bytes }) : unpacked;
}

/** Bytes that a head without a body announces. */
function announced(answer: TunnelAnswer): number {
  const length = headerOf(answer, "content-length") ?? "";
  return /^\d{1,15}$/.test(length) ? Number(length) : -1;
}

/** Bytes of a body; 205 never has one, whatever the printer sent (RFC 9110, 15.3.6), and 204 and 304 say nothing. */
function sizeOf({ request }: AgentExchange, { answer, bytes }: Unpacked): number {
  if (answer.status === 205) return 0;
  if (request.method === "HEAD") return announced(answer);
  return answer.status === 204 || answer.status === 304 ? -1 : bytes.length;
}

async function passWhole(exchange: AgentExchange, unpacked: Unpacked): Promise<undefined> {
  const { request, reader } = exchange;
  const { answer, bytes } = unpacked;
  const { status } = answer;
  const isBodiless = request.method === "HEAD" || [204, 205, 304].includes(status);
  reader.head({ status, headers: answerHeaders(answer), size: sizeOf(exchange, unpacked) });
  if (!isBodiless && !(await reader.body(bytes))) return;
  reader.end();
}

const pieceHeaders = (headers: Pair[], first: number, last: number | undefined): Pair[] => {
  const to = Math.min(last ?? Infinity, first + RANGE_BYTES - 1);
  return [...headers, ["Range", `bytes=${first}-${to}`]];
};

/** The pieces behind the first one. A piece of another file than the first one's breaks the answer off. */
async function passRest(
  exchange: AgentExchange,
  { later }: Download,
  { end, total, version }: Piece,
  last: number,
): Promise<Fault | undefined> {
  for (let next = end + 1; next <= last; next += RANGE_BYTES) {
    if (!(await exchange.reader.caughtUp())) return;
    const asked = await ask(exchange, pieceHeaders(later, next, last));
    if (!asked.ok) return asked;
    const piece = readPiece(asked.answer, next, asked.bytes.length);
    const isNext = piece && piece.end === Math.min(last, next + RANGE_BYTES - 1);
    if (!isNext || piece.total !== total || piece.version !== version) return broken("the file changed meanwhile");
    if (!(await exchange.reader.body(asked.bytes))) return;
  }
  exchange.reader.end();
}

/**
 * The last bytes of a file. How many it has is asked first, by its first byte: an agent would hold all that a longer
 * suffix brings.
 */
async function passLast(exchange: AgentExchange, download: Download, suffix: number): Promise<Fault | undefined> {
  const { headers, later } = download;
  const asked = await ask(exchange, [...headers, ["Range", "bytes=0-0"]]);
  if (!asked.ok) return asked;
  const piece = readPiece(asked.answer, 0, asked.bytes.length);
  const known = { ...download, suffix: undefined };
  if (piece) return passInPieces(exchange, { ...known, headers: later, first: Math.max(0, piece.total - suffix) });
  // Of an empty file there are no last bytes, and the whole is a right answer.
  if (asked.answer.status === 416) return passInPieces(exchange, { ...known, isPart: false });
  return asked.answer.status === 206 ? broken("the printer answered with another part") : passWhole(exchange, asked);
}

const withoutRange = ([name]: Pair) => !/^content-range$/i.test(name);

async function passInPieces(exchange: AgentExchange, download: Download): Promise<Fault | undefined> {
  const { first, isPart, suffix, ifRange, headers } = download;
  if (suffix !== undefined) return passLast(exchange, download, suffix);
  const asked = await ask(exchange, pieceHeaders(headers, first, download.last));
  if (!asked.ok) return asked;
  const { answer, bytes } = asked;
  // Of a file that changed an app wants all, from the beginning (RFC 9110, 13.1.5).
  if (isPart && ifRange !== undefined && answer.status === 206 && !isSameFile(answer, ifRange))
    return passInPieces(exchange, { ...download, first: 0, last: undefined, isPart: false });
  // An empty file has no first byte.
  if (answer.status === 416 && !isPart) {
    const whole = await ask(exchange, headers);
    return whole.ok ? passWhole(exchange, whole) : whole;
  }
  if (answer.status !== 206) return passWhole(exchange, asked);
  const piece = readPiece(answer, first, bytes.length);
  if (!piece) return broken("the printer answered with another part than was asked for");
  const last = Math.min(download.last ?? Infinity, piece.total - 1);
  if (piece.end < Math.min(last, first + RANGE_BYTES - 1)) return broken("the printer answered with too short a part");
  const part: Pair[] = isPart ? [["Content-Range", `bytes ${first}-${last}/${piece.total}`]] : [];
  exchange.reader.head({
    status: isPart ? 206 : 200,
    headers: [...answerHeaders(answer).filter(withoutRange), ...part],
    size: last - first + 1,
  });
  if (!(await exchange.reader.body(bytes))) return;
  return passRest(exchange, download, piece, last);
}

/**
 * Makes one request through an agent and passes its answer on. Files come in pieces, each no larger than the agent may
 * hold, and no faster than the app reads.
 */
export async function runAgentRequest(exchange: AgentExchange): Promise<void> {
  const { request, reader } = exchange;
  const download = planDownload(request);
  const asked = download ? undefined : await ask(exchange, request.headers);
  const fault = download
    ? await passInPieces(exchange, download)
    : asked?.ok
      ? await passWhole(exchange, asked)
      : asked;
  if (fault && !exchange.signal.aborted) reader.fail(fault.error, undefined, fault.reason);
}
