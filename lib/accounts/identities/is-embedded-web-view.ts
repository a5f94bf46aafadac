/** Marks of browsers inside other apps that look like a whole browser otherwise. */
const IN_APP = new RegExp(
  "\\b(FBAN|FBAV|FB_IAB|Instagram|Line/|MicroMessenger|Snapchat|TikTok|musical_ly|BytedanceWebview|LinkedInApp|" +
    "Pinterest/|Electron)\\b",
);

/**
 * Whether a user agent is a web view inside an app, where Google refuses to sign people in. Android's say `; wv` (since
 * Android 5) or `Version/4.0` before Chrome; those of iOS and macOS lack the `Safari/` that browsers there, Safari View
 * Controller and Chrome for iOS all have. Pure. An app that gives itself another user agent is not found out.
 */
export function isEmbeddedWebView(userAgent: string): boolean {
  if (IN_APP.test(userAgent)) return true;
  if (/\bAndroid\b/.test(userAgent))
    return /; wv\)/.test(userAgent) || /\bVersion\/\d+\.\d+ .*Chrome\//.test(userAgent);
  return (
    /\((iPhone|iPad|iPod|Macintosh);/.test(userAgent) && /AppleWebKit\//.test(userAgent) && !/Safari\//.test(userAgent)
  );
}
