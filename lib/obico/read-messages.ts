import { deserialize } from "bson";
import { z } from "zod";
import { isPlainBson } from "@/lib/obico/check-bson";
import { MAX_HEADER_BYTES, MAX_HEADERS } from "@/lib/obico/limits";
import type { Pair, SocketEvent, TunnelAnswer } from "@/lib/obico/messages";

const REF = z.string().min(1).max(100);
const BYTES = z.instanceof(Uint8Array);
const HEADERS = z.record(z.string(), z.union([z.string(), z.number()]).transform(String));

const ANSWER = z.object({
  ref: REF,
  response: z.object({
    status: z.int().min(0).max(999),
    headers: HEADERS.default({}),
    content: z.union([BYTES, z.string(), z.null()]),
    compressed: z.boolean().nullish(),
    cookies: z.array(z.string()).nullish(),
  }),
});

const SOCKET_EVENT = z.union([
  z.object({ ref: REF, type: z.literal("octoprint_message"), data: z.union([z.string(), BYTES]) }),
  z.object({ ref: REF, type: z.literal("octoprint_close"), data: z.unknown().transform(() => null) }),
]);

export type BinaryMessage =
  { kind: "answer"; answer: TunnelAnswer } | { kind: "socket"; event: SocketEvent } | { kind: "unreadable" };

const UNREADABLE: BinaryMessage = { kind: "unreadable" };

/** An object of the reader's own: nothing is looked up in what an agent may name `__proto__`. */
const ownField = (document: object, name: string): unknown =>
  Object.hasOwn(document, name) ? (document as Record<string, unknown>)[name] : undefined;

function isTooMuch(headers: readonly Pair[], cookies: readonly string[]): boolean {
  const bytes = [...headers.flat(), ...cookies].reduce((sum, text) => sum + text.length, 0);
  return headers.length + cookies.length > MAX_HEADERS || bytes > MAX_HEADER_BYTES;
}

function readAnswer(value: unknown): BinaryMessage {
  const read = ANSWER.safeParse(value);
  if (!read.success) return UNREADABLE;
  const { ref, response } = read.data;
  const { status, content, compressed, cookies } = response;
  const headers = Object.entries(response.headers);
  if (isTooMuch(headers, cookies ?? [])) return UNREADABLE;
  const isFault = typeof content === "string";
  const answer: TunnelAnswer = {
    ref,
    status,
    headers,
    cookies: cookies ?? [],
    content: isFault || content === null ? new Uint8Array(0) : content,
    compressed: compressed === true,
    fault: isFault ? content.slice(0, 2000) : undefined,
  };
  return { kind: "answer", answer };
}

/**
 * Reads a binary frame of an agent: BSON, in the shapes that its tunnels have. What is not exactly that is
 * `unreadable`. The bytes within are views of the frame.
 */
export function readBinary(frame: Uint8Array): BinaryMessage {
  if (!isPlainBson(frame)) return UNREADABLE;
  let document: object;
  try {
    document = deserialize(frame, { promoteBuffers: true });
  } catch {
    return UNREADABLE;
  }
  const answer = ownField(document, "http.tunnelv2");
  if (answer !== undefined) return readAnswer(answer);
  const event = SOCKET_EVENT.safeParse(ownField(document, "ws.tunnel"));
  return event.success ? { kind: "socket", event: event.data } : UNREADABLE;
}
