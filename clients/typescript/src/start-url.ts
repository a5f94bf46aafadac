/** What a start URL can say. Only `appId` has to be said. */
export type StartParameters = {
  /** Id that your app is registered with. */
  appId: string;
  /** Where to go back: one that is registered. Left out: a page of the portal, whose address you read. */
  returnUrl?: string;
  /** Id of the printer you talk about, as it publishes it. */
  printerId?: string;
  appLogoUrl?: string;
  /** You would like an OctoPrint API key of this name. */
  octoPrintApiKeyAppName?: string;
  /** Comes back with the completion. */
  state?: string;
  /** Languages, most wanted first, such as `["de-AT", "en"]`. */
  uiLocales?: readonly string[];
  /** Of `newPkce()`: the completion then carries a code, and nothing secret. */
  codeChallenge?: string;
};

/** Makes a start URL. @param portal origin of the portal, such as `https://portal.example` */
export function startUrl(portal: string, parameters: StartParameters): string {
  const { uiLocales, codeChallenge, ...rest } = parameters;
  const said: Record<string, string | undefined> = {
    ...rest,
    ui_locales: uiLocales?.join(" "),
    code_challenge: codeChallenge,
    code_challenge_method: codeChallenge && "S256",
  };
  const pairs = Object.entries(said).flatMap(([name, value]) =>
    value ? [`${name}=${encodeURIComponent(value)}`] : [],
  );
  return `${portal.replace(/\/+$/, "")}/appportal/v1?${pairs.join("&")}`;
}
