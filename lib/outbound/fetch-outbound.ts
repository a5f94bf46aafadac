import type { IncomingHttpHeaders } from "node:http";
import { getDomain } from "tldts";
import { Client, type Dispatcher } from "undici";
import { env } from "@/lib/env";
import type { LaneKeys, LaneName } from "@/lib/outbound/lanes";
import { OutboundStop, outboundConnection } from "@/lib/outbound/open-connection";
import { bareHost, mayBeAsked, type OutboundPolicy } from "@/lib/outbound/outbound-policy";
import { resolveHost } from "@/lib/outbound/resolve-host";
import { takePlace } from "@/lib/outbound/take-place";
import { failure, ok, type Result } from "@/lib/result";

/**
 * Why nothing came. `busy`: not tried, because too much is being fetched already. `refused`: the policy forbids where
 * it leads. `encoded`: the answer is compressed, though we asked for none of that.
 */
export type OutboundError =
  "busy" | "refused" | "unreachable" | "timeout" | "redirects" | "too_large" | "cut_off" | "encoded";

/**
 * @property keys for whom it is; whose server it asks is added here
 * @property permit asked once there is a place, before anything else happens: false is `busy`. What costs something to
 * find out, such as a limit in the database, is then found out for few only
 * @property totalMs milliseconds for all of it: names, connections, redirects, a slow body
 * @property bytes of the body at most
 * @property redirects that are followed; with 0 a redirect is an answer like others
 * @property body `wanted`: read, of an answer with a status of 200 to 299. `always`: read, whatever the status.
 * `unwanted`: what comes of it is dropped, and the status counts alone
 */
export type OutboundRequest = {
  lane: LaneName;
  keys: LaneKeys;
  permit?: () => Promise<boolean>;
  policy: OutboundPolicy;
  method?: "GET" | "POST";
  headers: Record<string, string>;
  send?: string;
  totalMs: number;
  bytes: number;
  redirects: number;
  body: "wanted" | "always" | "unwanted";
};

export type OutboundAnswer = { status: number; headers: IncomingHttpHeaders; bytes: Buffer };

const HEADER_BYTES = 16 * 1024;
/** What may arrive beside the body: headers, interim answers, chunks' frames, certificates. */
const BESIDE_BYTES = 128 * 1024;
const REDIRECTS = [301, 302, 303, 307, 308];

type Asked = Result<OutboundAnswer, OutboundError>;

async function readBody(
  { headers, body }: Dispatcher.ResponseData,
  most: number,
): Promise<Result<{ bytes: Buffer }, "too_large" | "encoded">> {
  const encoding = String(headers["content-encoding"] ?? "identity")
    .trim()
    .toLowerCase();
  if (encoding !== "identity" && encoding !== "") return failure("encoded");
  if (Number(headers["content-length"] ?? 0) > most) return failure("too_large");
  const parts: Buffer[] = [];
  let size = 0;
  for await (const part of body as AsyncIterable<Buffer>) {
    size += part.length;
    if (size > most) return failure("too_large");
    parts.push(part);
  }
  return ok({ bytes: Buffer.concat(parts) });
}

/** Lets a sender finish what is short; whatever happens to the rest does not count. */
const dropBody = (response: Dispatcher.ResponseData, most: number) => readBody(response, most).catch(() => undefined);

/** Asks one server once. No redirect is followed, no cookie, proxy or connection of before is used. */
async function askOnce(url: URL, request: OutboundRequest, signal: AbortSignal): Promise<Asked> {
  const { policy, method = "GET", bytes, totalMs } = request;
  if (!mayBeAsked(url, policy)) return failure("refused");
  const servers = policy.servers ?? (policy.names === "public" ? env().outboundDns : undefined);
  const found = await resolveHost(bareHost(url), { servers, hostsFile: policy.names === "operator", signal });
  if (!found.ok) return found;
  // One bad address among good ones refuses them all.
  if (!found.addresses.every(({ address }) => policy.allows(address))) return failure("refused");
  const connection = outboundConnection({ addresses: found.addresses, policy, wireBytes: bytes + BESIDE_BYTES });
  const client = new Client(url.origin, {
    connect: connection.connect,
    maxHeaderSize: HEADER_BYTES,
    headersTimeout: totalMs,
    bodyTimeout: totalMs,
  });
  let status: number | undefined;
  signal.addEventListener("abort", connection.close);
  try {
    const response = await client.request({
      method,
      path: url.pathname + url.search,
      headers: request.headers,
      body: request.send ?? null,
      signal,
      reset: true,
    });
    response.body.on("error", () => undefined);
    status = response.statusCode;
    const { headers } = response;
    if (request.body === "unwanted") await dropBody(response, bytes);
    if (request.body === "unwanted" || (request.body === "wanted" && (status < 200 || status > 299)))
      return ok({ status, headers, bytes: Buffer.alloc(0) });
    const read = await readBody(response, bytes);
    return read.ok ? ok({ status, headers, bytes: read.bytes }) : read;
  } catch (error) {
    const stopped = error instanceof OutboundStop ? error : connection.stopped();
    if (stopped) return failure(stopped.error);
    if (signal.aborted) return failure("timeout");
    return failure(status === undefined ? "unreachable" : "cut_off");
  } finally {
    signal.removeEventListener("abort", connection.close);
    connection.close();
    void client.destroy().catch(() => undefined);
  }
}

async function askAndFollow(first: URL, request: OutboundRequest, signal: AbortSignal): Promise<Asked> {
  let url = first;
  for (let hop = 0; ; hop++) {
    const answer = await askOnce(url, request, signal);
    if (!answer.ok || request.redirects === 0 || !REDIRECTS.includes(answer.status)) return answer;
    const { location } = answer.headers;
    if (location === undefined) return answer;
    if (hop >= request.redirects) return failure("redirects");
    if (!URL.canParse(location, url)) return failure("refused");
    url = new URL(location, url);
  }
}

const siteOf = (url: URL) => getDomain(url.hostname, { allowPrivateDomains: true }) ?? url.hostname;

/**
 * Fetches something for others: the one way out of this process to addresses that come from outside it. Held to a
 * policy on each hop and to limits of time, size and number, so that a hostile server uses up only what its own app,
 * client or domain has.
 * @param address any text @returns the last answer, whatever its status
 */
export async function fetchOutbound(address: string, request: OutboundRequest): Promise<Asked> {
  const url = URL.canParse(address) ? new URL(address) : undefined;
  if (!url || !mayBeAsked(url, request.policy)) return failure("refused");
  const place = await takePlace(request.lane, { ...request.keys, site: siteOf(url) });
  if (!place.ok) return place;
  const deadline = new AbortController();
  let timer: NodeJS.Timeout | undefined;
  try {
    if (request.permit && !(await request.permit())) return failure("busy");
    timer = setTimeout(() => deadline.abort(), request.totalMs);
    return await askAndFollow(url, request, deadline.signal);
  } finally {
    clearTimeout(timer);
    place.release();
  }
}
