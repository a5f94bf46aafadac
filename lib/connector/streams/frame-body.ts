import type { OutgoingHttpHeaders } from "node:http";

/** Without a body these say nothing; of all others a server may want to hear that there is none (RFC 9110, 8.6). */
const BODY_IS_UNUSUAL = new Set(["GET", "HEAD", "DELETE", "OPTIONS", "TRACE"]);

/**
 * The header that says where a request's body ends (RFC 9112, 6). Always said by us: Node's client leaves it out with
 * methods that seldom have a body, and the printer would read the body as its next request.
 * @param size bytes, 0 for none, -1 when not known
 */
export function framingHeader(method: string, size: number): OutgoingHttpHeaders {
  if (size < 0) return { "transfer-encoding": "chunked" };
  return size === 0 && BODY_IS_UNUSUAL.has(method) ? {} : { "content-length": size };
}

export type BodyCount = {
  /** @returns false when these bytes are more than was said, or come after the end */
  add(bytes: number): boolean;
  /** @returns false when it ends with fewer bytes than was said */
  end(): boolean;
};

/** Holds a body to the size that its header told the printer. @param size bytes, 0 for none, -1 when not known */
export function countBody(size: number): BodyCount {
  let counted = 0;
  let ended = false;
  return {
    add: (bytes) => {
      counted += bytes;
      return (!ended || bytes === 0) && (size < 0 || counted <= size);
    },
    end: () => {
      ended = true;
      return size < 0 || counted === size;
    },
  };
}
