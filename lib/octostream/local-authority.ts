/**
 * Announced in a handshake by a connector that holds an API key of the OctoPrint beside it: a stream whose opening
 * frame asks for local authority then carries that key (docs/printer-protocol.md#45-local-authority). OctoPrint's own
 * plugin has it always and says nothing.
 */
export const LOCAL_AUTH_PROPERTY = ["portal-local-auth", "octoprint"] as const;
