import type { StreamRequest } from "@/lib/gateway/streams/stream-types";
import { MAX_UPLOAD_BYTES, METHODS, type Method } from "@/lib/obico/limits";

/**
 * Why a request cannot go through an agent. `endless`: its answer has no end, so it would never be passed on, and would
 * grow in the printer's memory until the program there is started anew. `live_pictures`: the same, of a webcam, whose
 * single pictures come on another way.
 */
export type AgentRefusal = "not_allowed" | "endless" | "live_pictures" | "upload_too_large";

/** Of path and query together. */
const LONGEST = 8 * 1024;

const isMethod = (text: string): text is Method => (METHODS as readonly string[]).includes(text);

/** @returns the method as agents write it, if they know it */
export const agentMethod = (method: string): Method | undefined => {
  const lower = method.toLowerCase();
  return isMethod(lower) ? lower : undefined;
};

/** Paths whose answer goes on for as long as somebody listens: films, and what SockJS streams by. */
const ENDLESS_PATHS = [/\/stream\.(mp4|mkv|h264|webm|ogg)$/, /\/(xhr_streaming|eventsource|htmlfile)$/];
/** Webcams as mjpg-streamer, ustreamer, camera-streamer and crowsnest have them. */
const PICTURE_PATHS = [/\/stream$/, /\.mjpe?g$/];
const PICTURE_QUERY = /(^|&)(action|mode)=stream/;

const decoded = (text: string) =>
  text.replace(/%([0-9a-f]{2})/gi, (_, hex: string) => String.fromCharCode(parseInt(hex, 16)));

function endOf(spelling: string): "endless" | "live_pictures" | undefined {
  const address = spelling.toLowerCase().replace(/^[/\\]+/, "/");
  // What no server on the way can read may mean anything to the next one.
  if (!URL.canParse(address, "http://printer")) return "endless";
  const { pathname, search } = new URL(address, "http://printer");
  const path = pathname.replace(/[/\s]+$/, "");
  if (ENDLESS_PATHS.some((endless) => endless.test(path))) return "endless";
  const isPictures = PICTURE_QUERY.test(search.slice(1)) || PICTURE_PATHS.some((pictures) => pictures.test(path));
  return isPictures ? "live_pictures" : undefined;
}

/** What has no end, in every spelling that a server on the way might undo. Pure. */
function endlessKind(url: string): "endless" | "live_pictures" | undefined {
  const once = decoded(url);
  const kinds = [url, once, decoded(once)].map(endOf);
  return kinds.find((kind) => kind === "endless") ?? kinds.find((kind) => kind !== undefined);
}

/**
 * Path and query as an agent gets them: printable ASCII alone. What is beyond is written in percents, byte by byte as
 * it came (Node gives one sign for each).
 */
export const agentPath = (url: string): string =>
  url.replace(/[\x80-\xff]/g, (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`);

/**
 * Whether a relayed request may go to an agent. It joins the path to its printer's address as browsers do, so two
 * slashes, another scheme or a tab behind the first slash would lead to any host of the printer's network. Pure.
 * @returns why not; undefined when it may
 */
export function judgeAgentRequest({
  method,
  url,
  bodySize,
}: Pick<StreamRequest, "method" | "url" | "bodySize">): AgentRefusal | undefined {
  if (!/^\/(?!\/)[\x21-\x7e\x80-\xff]*$/.test(url) || /[\\#]/.test(url) || url.length > LONGEST) return "not_allowed";
  if (agentMethod(method) === undefined) return "not_allowed";
  const kind = endlessKind(url);
  if (kind) return method === "GET" ? kind : "endless";
  return bodySize > MAX_UPLOAD_BYTES ? "upload_too_large" : undefined;
}
