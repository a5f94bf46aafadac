import { headerOf } from "@/lib/gateway/agents/agent-headers";
import type { StreamRequest } from "@/lib/gateway/streams/stream-types";
import type { TunnelAnswer } from "@/lib/obico/messages";
import type { Pair } from "@/lib/octostream/messages";

/** A file that is fetched in pieces. */
export type Download = {
  first: number;
  /** Undefined: to its end. */
  last: number | undefined;
  /** The app asked for a part, and is answered with one. */
  isPart: boolean;
  /** The app asked for so many of its last bytes: where they begin is known once its length is. */
  suffix?: number | undefined;
  /** Only if the file is still the one of this validator (RFC 9110, 13.1.5). */
  ifRange: string | undefined;
  /** For the first piece, and for those after it: a condition is asked once. */
  headers: Pair[];
  later: Pair[];
};

/** Paths of OctoPrint's and Moonraker's files. What answers without pieces there is taken as it comes. */
const FILES = /^\/(downloads|server\/files)\//;

const RANGES = /^(range|if-range)$/i;
const CONDITIONS = /^if-(none-match|match|modified-since|unmodified-since)$/i;

const valueOf = (headers: readonly Pair[], name: string) => headers.find((pair) => pair[0].toLowerCase() === name)?.[1];

/**
 * Whether a request is for a file that can be fetched in pieces, and which of them. An app's own range is kept where it
 * is a single one; several at once may be ignored, as may what is none, and the whole file is a right answer to them
 * (RFC 9110, 14.2). Pure.
 */
export function planDownload({ method, url, headers }: StreamRequest): Download | undefined {
  if (method !== "GET" || !FILES.test(url.split("?")[0] ?? "")) return undefined;
  const range = valueOf(headers, "range") ?? "";
  const [, from, to] = /^\s*bytes\s*=\s*(\d{1,15})\s*-\s*(\d{0,15})\s*$/i.exec(range) ?? [];
  const suffix = Number(/^\s*bytes\s*=\s*-\s*(\d{1,15})\s*$/i.exec(range)?.[1] ?? 0);
  const whole = headers.filter(([name]) => !RANGES.test(name));
  const later = whole.filter(([name]) => !CONDITIONS.test(name));
  const ifRange = valueOf(headers, "if-range");
  if (suffix > 0) return { first: 0, last: undefined, isPart: true, suffix, ifRange, headers: whole, later };
  const last = to ? Number(to) : undefined;
  const isPart = from !== undefined && (last === undefined || last >= Number(from));
  if (!isPart) return { first: 0, last: undefined, isPart: false, ifRange: undefined, headers: whole, later };
  return { first: Number(from), last, isPart, ifRange, headers: whole, later };
}

/** A piece of a file, as its answer says (RFC 9110, 14.4). */
export type Piece = { start: number; end: number; total: number; version: string };

/** What must be the same in every piece: else the file was changed between two of them. */
const versionOf = (answer: TunnelAnswer) =>
  JSON.stringify([headerOf(answer, "etag") ?? null, headerOf(answer, "last-modified") ?? null]);

/** @returns undefined for an answer that is no piece beginning there, or does not say of what */
export function readPiece(answer: TunnelAnswer, first: number, length: number): Piece | undefined {
  const range = /^\s*bytes\s+(\d{1,15})-(\d{1,15})\/(\d{1,15})\s*$/i.exec(headerOf(answer, "content-range") ?? "");
  if (answer.status !== 206 || !range) return undefined;
  const [start, end, total] = range.slice(1).map(Number) as [number, number, number];
  const fits = start === first && end >= start && end < total && length === end - start + 1;
  return fits ? { start, end, total, version: versionOf(answer) } : undefined;
}

/** Whether the file is still the one that an app has a part of. A weak validator says nothing about bytes. */
export function isSameFile(answer: TunnelAnswer, ifRange: string): boolean {
  const wanted = ifRange.trim();
  return wanted.startsWith('"')
    ? headerOf(answer, "etag")?.trim() === wanted
    : !wanted.startsWith("W/") && headerOf(answer, "last-modified")?.trim() === wanted;
}
