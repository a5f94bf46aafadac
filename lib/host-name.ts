const LONGEST_HOST_NAME = 63;

/** What a computer says that it is called, as a page may show it. @returns null for what is no host name */
export function readHostName(said: unknown): string | null {
  return typeof said === "string" && said.length <= LONGEST_HOST_NAME && /^[A-Za-z0-9][\w.-]*$/.test(said)
    ? said
    : null;
}
