import type { RegisteredApp } from "@/lib/apps/app-store";
import { monogramLetter } from "@/lib/apps/logo/monogram";
import { keyedDigest, sameDigest } from "@/lib/digest";

const LOGO_PATH = "/appportal/v1/logo";
const MAX_URL_LENGTH = 2048;

/**
 * Which picture an address of ours stands for: the one at `url`, and the monogram of `letter` without it. `registered`:
 * the app `appId` is registered with that one; else a start URL named it.
 */
export type LogoOrder = { url: string | undefined; letter: string; appId: string; registered: boolean };

const sign = (order: string) => keyedDigest("logo-order", order);

const usable = (url: string | undefined) =>
  url && url.length <= MAX_URL_LENGTH && /^https?:\/\//i.test(url) && URL.canParse(url) ? url : undefined;

/**
 * Path of an app's picture on our own origin, so that pages load nothing from elsewhere and `http:` logos show without
 * mixed content. Fetches nothing. Signed, so that our server fetches only what a page of ours has shown.
 * @param appLogoUrl of the start URL; a verified app that registered a logo keeps its own
 */
export function logoAddress(
  app: Pick<RegisteredApp, "id" | "name" | "logoUrl" | "verified">,
  appLogoUrl: string | undefined,
): string {
  const registered = usable(app.logoUrl);
  const url = app.verified && registered ? registered : (usable(appLogoUrl) ?? registered);
  const order = Buffer.from(
    JSON.stringify([monogramLetter(app.name), url, app.id, url !== undefined && url === registered]),
  ).toString("base64url");
  return `${LOGO_PATH}?of=${order}&by=${sign(order)}`;
}

/** Reads the query of such a path. @returns undefined when we did not write it */
export function readLogoAddress(query: URLSearchParams): LogoOrder | undefined {
  const order = query.get("of") ?? "";
  const by = query.get("by") ?? "";
  if (!/^[0-9a-f]{64}$/.test(by) || !sameDigest(by, sign(order))) return undefined;
  const [letter, url, appId, registered] = JSON.parse(Buffer.from(order, "base64url").toString()) as [
    string,
    string | null,
    string,
    boolean,
  ];
  return { letter, url: url ?? undefined, appId, registered };
}
