/**
 * Whether a text can be the id that a printer's plugin publishes: 40 to 60 of `A-Z a-z 0-9`
 * (docs/printer-protocol.md#32-identity).
 */
export function isPublicId(text: unknown): text is string {
  return typeof text === "string" && /^[A-Za-z0-9]{40,60}$/.test(text);
}
