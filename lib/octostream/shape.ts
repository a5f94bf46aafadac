/** Bytes of a number, or what an offset points at. */
export type FieldShape =
  1 | 2 | 4 | 8 | "string" | "bytes" | "strings" | { table: TableShape } | { tables: TableShape };

/** The fields of a table in the order of their ids; null is a retired id. */
export type TableShape = readonly (FieldShape | null)[];

const PAIR: TableShape = ["string", "string"];

const HTTP_CONTEXT: TableShape = ["string", 1, "string", "string", { tables: PAIR }, 1, "string"];

const HANDSHAKE_REQUEST: TableShape = [
  "string",
  1,
  "string",
  "string",
  4,
  "string",
  "bytes",
  1,
  1,
  1,
  1,
  "string",
  1,
  1,
  1,
  1,
  1,
  "string",
  1,
  { tables: PAIR },
];

const HANDSHAKE_REPLY: TableShape = [1, "strings", "string", 8, 1, "string", "string", 1];

const STREAM_FRAME: TableShape = [4, 1, 1, 1, 1, 8, "bytes", 1, 8, { table: HTTP_CONTEXT }, 1, 2, 1, 1, 1, 2, 2, 1];

const UI_POPUP: TableShape = ["string", "string", 1, null, "string", "string", 4, 1];

const SUMMON: TableShape = ["string", 1];

/**
 * `octostream.fbs` as the verifier needs it: by union tag. No table contains itself, so a walk over them always ends.
 */
export const PAYLOAD_SHAPES: Readonly<Record<number, TableShape>> = {
  1: HANDSHAKE_REQUEST,
  2: HANDSHAKE_REPLY,
  3: STREAM_FRAME,
  4: UI_POPUP,
  5: SUMMON,
};
