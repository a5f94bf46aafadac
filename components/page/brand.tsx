import { brandLogoPath } from "@/lib/brand-logo";
import { brandStyle } from "@/lib/brand-tones";
import { env } from "@/lib/env";

/** The operator's color in place of the palette's. @param nonce of the page's content policy */
export function BrandStyle({ nonce }: { nonce: string }) {
  const style = brandStyle(env().brand.tones);
  return style ? <style nonce={nonce}>{style}</style> : null;
}

/** What a browser shows in its tab. */
export function iconPath(): string {
  const { logo } = env().brand;
  return logo ? brandLogoPath(logo) : "/icon.svg";
}
