/** A mail of the outbox: a document that was made to be shown by mail programs. */
const MAIL = /^\/dev\/mail\/\d{1,9}$/;

/** Nothing of a mail runs, and only the page of mails frames it; its links open elsewhere. */
const mailPolicy = () =>
  [
    "default-src 'none'",
    "style-src 'unsafe-inline'",
    "img-src data:",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'self'",
    "sandbox allow-popups allow-popups-to-escape-sandbox",
  ].join("; ");

/** Whether a page shows others of ours within itself: that of the outbox, in evaluation mode. */
export const hasFrames = (path: string): boolean => path === "/dev/mail";

/** Headers that the answer at some addresses has in place of those of every page. */
export function pathHeaders(path: string): Record<string, string> {
  if (MAIL.test(path)) return { "Content-Security-Policy": mailPolicy(), "X-Frame-Options": "SAMEORIGIN" };
  return {};
}
