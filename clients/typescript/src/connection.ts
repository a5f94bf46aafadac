/** An App Connection as an app keeps it: plain JSON. All but the names and addresses for people is secret. */
export type Connection = {
  id: string;
  /** Stands in for the printer's own address: no path, no slash at the end. */
  url: string;
  appApiToken: string;
  /** What the person calls the printer. */
  printerName: string;
  /** A page for the person, not for the app. */
  userPrinterAccessUrl: string;
  /** LAN address, with `:port` when the port is not 80. */
  printerLastKnownLocalIp?: string;
  basicUser: string;
  basicPassword: string;
  bearerToken: string;
  octoPrintApiKey?: string;
};

/** Values by their names in lower case, since the contract has some in two spellings. The first of two counts. */
export function byLowerCaseName(pairs: Iterable<readonly [string, unknown]>): Map<string, string> {
  const values = new Map<string, string>();
  for (const [name, value] of pairs) {
    const key = name.toLowerCase();
    if (value !== undefined && value !== null && !values.has(key)) values.set(key, String(value));
  }
  return values;
}

/** The connection in the values of a completion, or of an answer's `Result`; undefined when one is missing. */
export function connectionOf(values: Map<string, string>): Connection | undefined {
  const text = (name: string) => values.get(name) || undefined;
  const id = text("id");
  const url = text("url")?.replace(/\/+$/, "");
  const appApiToken = text("appapitoken");
  const basicUser = text("authbasichttpuser");
  const basicPassword = text("authbasichttppassword");
  const bearerToken = text("authbearertoken");
  if (!id || !url || !appApiToken || !basicUser || !basicPassword || !bearerToken) return undefined;
  const [localIp, key] = [text("printerlastknownlocalip"), text("octoprintapikey")];
  return {
    id,
    url,
    appApiToken,
    printerName: text("printername") ?? "",
    userPrinterAccessUrl: text("userprinteraccessurl") ?? "",
    ...(localIp && { printerLastKnownLocalIp: localIp }),
    basicUser,
    basicPassword,
    bearerToken,
    ...(key && { octoPrintApiKey: key }),
  };
}
