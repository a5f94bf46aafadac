/** The content policy of a page. */
export type PagePolicy = {
  nonce: string;
  /** More places that forms may lead to, with blanks between: the validated return URL, the payment provider. */
  formAction: string | undefined;
  /** Development server: React's tools need eval. */
  development: boolean;
  /** It shows other pages of ours within itself. */
  frames?: boolean;
};

const contentPolicy = ({ nonce, formAction, development, frames }: PagePolicy) =>
  [
    "default-src 'none'",
    `script-src 'nonce-${nonce}' 'strict-dynamic'${development ? " 'unsafe-eval'" : ""}`,
    `style-src 'self' ${development ? "'unsafe-inline'" : `'nonce-${nonce}'`}`,
    "img-src 'self' data:",
    "font-src 'self'",
    "connect-src 'self'",
    ...(frames ? ["frame-src 'self'"] : []),
    "manifest-src 'self'",
    "base-uri 'none'",
    "object-src 'none'",
    "frame-ancestors 'none'",
    `form-action 'self'${formAction ? ` ${formAction}` : ""}`,
  ].join("; ");

/**
 * Headers of every answer of the portal's own host (ASVS 3.4, RFC 9700 4.2.4, docs/security.md#pages-and-redirects).
 * @param secure served over https
 */
export function securityHeaders(
  policy: PagePolicy,
  options: { secure: boolean; referrer: "same-origin" | "no-referrer" | "strict-origin" },
): Record<string, string> {
  return {
    "Content-Security-Policy": contentPolicy(policy),
    "Referrer-Policy": options.referrer,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=(), payment=(), usb=()",
    "X-Robots-Tag": "noindex",
    ...(options.secure && { "Strict-Transport-Security": "max-age=63072000" }),
  };
}
