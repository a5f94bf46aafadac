/** Largest protocol message that either end takes (docs/printer-protocol.md#1-endpoint-and-framing: sizes). */
export const MAX_MESSAGE_BYTES = 8 * 1024 * 1024;

/**
 * Largest message of a relayed WebSocket: it has to fit into one protocol message, or the whole connection with all its
 * streams would end for it.
 */
export const MAX_RELAYED_MESSAGE_BYTES = MAX_MESSAGE_BYTES - 64 * 1024;

/** Entries of one vector of tables or strings: real answers have about 20 headers. */
export const MAX_ENTRIES = 200;

/** Bytes of all strings together, counted at every reference, so that one string named often costs what it says. */
export const MAX_TEXT_BYTES = 64 * 1024;
