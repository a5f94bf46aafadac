/** One boundary and nothing else: two parameters are two opinions about what is in the body (RFC 2046, 5.1.1). */
const TYPE = /^multipart\/form-data\s*;\s*boundary=("?)([0-9A-Za-z'()+_,\-./:=?]{1,70})\1\s*$/i;
const MOST_PARTS = 20;
const LONGEST_PART_HEAD = 2048;
const HEAD_END = "\r\n\r\n";

const isNamed = (head: string, name: string) =>
  new RegExp(`^content-disposition\\s*:\\s*form-data\\s*;(?:.*;)?\\s*name="${name}"`, "im").test(head);

/**
 * One file of a form (RFC 7578), found by the few searches that this takes: parsers that take any form take a second,
 * of everybody, for one of a hundred thousand parts.
 * @param type the body's `Content-Type`
 * @param name letters and digits
 * @returns undefined for a body without it, or that is no form of a few parts with short heads
 */
export function readFormFile(type: string, body: Buffer, name: string): Buffer | undefined {
  const [, , boundary] = TYPE.exec(type) ?? [];
  if (boundary === undefined) return undefined;
  const opening = `--${boundary}`;
  const between = `\r\n${opening}`;
  if (body.indexOf(opening) !== 0) return undefined;
  let at = opening.length;
  for (let parts = 0; parts < MOST_PARTS; parts++) {
    if (body.toString("latin1", at, at + 2) !== "\r\n") return undefined;
    const head = body.subarray(at, at + LONGEST_PART_HEAD);
    const length = head.indexOf(HEAD_END);
    if (length < 0) return undefined;
    const start = at + length + HEAD_END.length;
    const end = body.indexOf(between, start);
    if (end < 0) return undefined;
    if (isNamed(head.toString("latin1", 0, length), name)) return body.subarray(start, end);
    at = end + between.length;
  }
  return undefined;
}
