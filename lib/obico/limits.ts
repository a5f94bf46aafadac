/** Largest message that an agent may send: one frame, with a whole answer in it. */
export const MAX_MESSAGE_BYTES = 64 * 1024 * 1024;

/** Of one answer, unpacked: what an agent sends compressed is no larger than what it may send as it is. */
export const MAX_CONTENT_BYTES = 64 * 1024 * 1024;

/** Of one request's body, which the agent holds several times over before its printer sees the first byte. */
export const MAX_UPLOAD_BYTES = 32 * 1024 * 1024;

/** Of an answer that can be fetched in pieces: so much is all that the agent ever holds of it at once. */
export const RANGE_BYTES = 1024 * 1024;

/** Elements of one BSON message, at every depth: real answers have about 30. */
export const MAX_ELEMENTS = 1000;

/** Documents within documents. */
export const MAX_DEPTH = 6;

/** Of one JSON message: a first status with all of an installation's plugins has a few thousand. */
export const MAX_TEXT_BYTES = 1024 * 1024;

/** Headers of one answer, and bytes of all their names and values. */
export const MAX_HEADERS = 200;
export const MAX_HEADER_BYTES = 64 * 1024;

/** A close code after which an agent comes back mute until its service restarts: it is never sent. */
export const NEVER_CLOSE_WITH = 4321;

/** HTTP methods that agents know; any other is answered with a fault. */
export const METHODS = ["get", "post", "put", "patch", "delete", "head", "options"] as const;

export type Method = (typeof METHODS)[number];
