import { z } from "zod";

/** A setting that is an origin: scheme, host and port, no slash at the end. */
export const originShape = z.string().transform((text, context) => {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url && /^https?:$/.test(url.protocol) && url.pathname === "/" && !url.search && !url.username) return url.origin;
  context.addIssue({ code: "custom", message: "must be an origin such as https://portal.example, without a path" });
  return z.NEVER;
});
