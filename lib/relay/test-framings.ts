import fc from "fast-check";

/** What an app would like the printer to take for a request of its own making. */
export const FORGED =
  "POST /forged HTTP/1.1\r\nHost: printer\r\nX-Forwarded-For: 127.0.0.1\r\nContent-Length: 0\r\n\r\n";

export const METHODS = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "PROPFIND"];

const chunk = (body: string) => (body === "" ? "" : `${body.length.toString(16)}\r\n${body}\r\n`);
export const chunked = (body: string, cut: number) => `${chunk(body.slice(0, cut))}${chunk(body.slice(cut))}0\r\n\r\n`;

export type Framed = { headers: string[]; sent: string; version?: string };

/** Right ways to say where a body ends, each with the bytes that it takes. `cut` is somewhere within the body. */
export const RIGHT: Record<string, (body: string, cut: number) => Framed> = {
  "a length": (body) => ({ headers: [`Content-Length: ${body.length}`], sent: body }),
  "a length with zeros before it": (body) => ({
    headers: [`content-length: 000000000000000000${body.length}`],
    sent: body,
  }),
  chunks: (body, cut) => ({ headers: ["Transfer-Encoding: chunked"], sent: chunked(body, cut) }),
  "chunks in capitals": (body, cut) => ({ headers: ["TRANSFER-ENCODING: CHUNKED"], sent: chunked(body, cut) }),
  "chunks with extensions and trailers": (body) => ({
    headers: ["Transfer-Encoding: chunked", "Trailer: X-Forwarded-For"],
    sent: `${body.length.toString(16)};a="b"\r\n${body}\r\n0\r\nX-Forwarded-For: 127.0.0.1\r\n\r\n`,
  }),
  "a length and names that CGI takes for others": (body) => ({
    headers: [
      `Content-Length: ${body.length}`,
      "Transfer_Encoding: chunked",
      "Content_Length: 3",
      "X_Forwarded_For: 127.0.0.1",
      "Transfer.Encoding: chunked",
    ],
    sent: body,
  }),
  "chunks, and a wish to drop what says so": (body, cut) => ({
    headers: ["Transfer-Encoding: chunked", "Connection: keep-alive, Transfer-Encoding, Content-Length"],
    sent: chunked(body, cut),
  }),
  "a length, waiting for a go-ahead": (body) => ({
    headers: [`Content-Length: ${body.length}`, "Expect: 100-continue"],
    sent: body,
  }),
  "a length, as of old": (body) => ({ headers: [`Content-Length: ${body.length}`], sent: body, version: "HTTP/1.0" }),
};

/** Ways on which two readers may differ, or that no reader here undoes: none reaches the printer. */
export const UNCLEAR: Record<string, (body: string, cut: number) => Framed> = {
  "a length beside chunks": (body, cut) => ({
    headers: [`Content-Length: ${body.length}`, "Transfer-Encoding: chunked"],
    sent: chunked(body, cut),
  }),
  "chunks beside a length": (body) => ({
    headers: ["Transfer-Encoding: chunked", "Content-Length: 5"],
    sent: `0\r\n\r\n${body}`,
  }),
  "two lengths": (body, cut) => ({
    headers: [`Content-Length: ${cut}`, `Content-Length: ${body.length + 1}`],
    sent: body,
  }),
  "two lengths in one": (body, cut) => ({ headers: [`Content-Length: ${cut}, ${body.length}`], sent: body }),
  "a length with a sign": (body) => ({ headers: [`Content-Length: +${body.length}`], sent: body }),
  "a length in hex": (body) => ({ headers: [`Content-Length: 0x${body.length.toString(16)}`], sent: body }),
  "an empty length": (body) => ({ headers: ["Content-Length:"], sent: body }),
  "another coding before chunks": (body, cut) => ({
    headers: ["Transfer-Encoding: gzip, chunked"],
    sent: chunked(body, cut),
  }),
  "another coding": (body) => ({ headers: ["Transfer-Encoding: identity"], sent: body }),
  "chunks twice": (body, cut) => ({
    headers: ["Transfer-Encoding: chunked", "Transfer-Encoding: chunked"],
    sent: chunked(body, cut),
  }),
  "chunks before another coding": (body, cut) => ({
    headers: ["Transfer-Encoding: chunked, identity"],
    sent: chunked(body, cut),
  }),
  "a blank before the colon": (body, cut) => ({ headers: ["Transfer-Encoding : chunked"], sent: chunked(body, cut) }),
  "a folded header": (body, cut) => ({ headers: ["Transfer-Encoding:\r\n chunked"], sent: chunked(body, cut) }),
  "a bare line feed": (body) => ({ headers: [`X: y\nContent-Length: ${body.length}`], sent: body }),
  "a bare carriage return": (body) => ({ headers: [`X: y\rContent-Length: ${body.length}`], sent: body }),
  "chunks as of old": (body, cut) => ({
    headers: ["Transfer-Encoding: chunked"],
    sent: chunked(body, cut),
    version: "HTTP/1.0",
  }),
  "a length among the trailers": (body) => ({
    headers: ["Transfer-Encoding: chunked"],
    sent: `${body.length.toString(16)}\r\n${body}\r\n0\r\nContent-Length: 7\r\n\r\n`,
  }),
  "a chunk's size that is none": (body) => ({
    headers: ["Transfer-Encoding: chunked"],
    sent: `-1\r\n${body}\r\n0\r\n\r\n`,
  }),
};

/** Bodies, some of which look like another request. */
export const bodies = fc.oneof(
  fc.constant(FORGED),
  fc.constant(`0\r\n\r\n${FORGED}`),
  fc.constant('{"command":"cancel"}'),
  fc.string({ minLength: 1, maxLength: 300 }).filter((text) => /^[\0-\xff]*$/.test(text)),
  fc.integer({ min: 1, max: 200_000 }).map((size) => FORGED.repeat(Math.ceil(size / FORGED.length)).slice(0, size)),
);
