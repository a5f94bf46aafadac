const CODE = /^[A-Za-z_]{1,60}$/;

/**
 * Why openid-client refused an answer, for the log: the innermost code there is. Its messages and details hold codes,
 * tokens and addresses.
 */
export function providerFault(error: unknown): string {
  let [reason, at] = ["unknown", error];
  for (let depth = 0; depth < 5 && at instanceof Error; depth++) {
    const { error: said, code, cause } = at as Error & { error?: unknown; code?: unknown };
    reason = [said, code].find((text): text is string => typeof text === "string" && CODE.test(text)) ?? reason;
    if (said !== undefined) break;
    at = cause;
  }
  return reason;
}
