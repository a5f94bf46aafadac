import { createHash } from "node:crypto";
import { readFileSync, statSync } from "node:fs";
import { gzipSync } from "node:zlib";
import type { BrowserFile } from "@/lib/browser-files";
import { failure, ok, type Result } from "@/lib/result";

/** The operator's picture, read at the start. `version`: of what is in it. */
export type BrandLogo = BrowserFile & { extension: "svg" | "png"; version: string };

const MAX_BYTES = 200 * 1024;
const PNG_SIGNATURE = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);

/** Opened by itself a picture is a page: nothing in it may run or load. */
const POLICY = "default-src 'none'; style-src 'unsafe-inline'; sandbox";

const isSvg = (text: string) =>
  /^\uFEFF?\s*(<\?xml[^>]*>\s*)?(<!--[^]*?-->\s*|<!DOCTYPE[^>[]*>\s*)*<svg[\s>]/.test(text);

/** What a picture of lines has no need of. */
const isActive = (text: string) =>
  /<(script|foreignObject)[\s>]|\son[a-z]+\s*=|<!ENTITY|(href|src)\s*=\s*["']\s*(?!#|data:image\/)/i.test(text);

/**
 * Reads the picture that BRAND_LOGO names: an SVG or PNG of up to 200 kB.
 * @returns what is wrong with it, to be said after the setting's name
 */
export function readBrandLogo(file: string): Result<{ logo: BrandLogo }, string> {
  let body: Buffer;
  try {
    if (statSync(file).size > MAX_BYTES) return failure(`${file} is too large: a logo has at most 200 kB`);
    body = readFileSync(file);
  } catch {
    return failure(`${file} cannot be read: it must be the path of an SVG or PNG file`);
  }
  const isPng = body.subarray(0, 8).equals(PNG_SIGNATURE);
  const text = isPng ? "" : body.toString("utf8");
  if (!isPng && !isSvg(text)) return failure(`${file} is neither an SVG nor a PNG`);
  if (isActive(text)) return failure(`${file} holds scripts or addresses of other files, which a logo must not`);
  const version = createHash("sha256").update(body).digest("hex").slice(0, 10);
  const [extension, type] = isPng ? (["png", "image/png"] as const) : (["svg", "image/svg+xml"] as const);
  return ok({ logo: { type, body, gzipped: gzipSync(body), policy: POLICY, extension, version } });
}

/** Where the picture is served. Another content has another name. */
export const brandLogoPath = ({ version, extension }: Pick<BrandLogo, "version" | "extension">): string =>
  `/assets/logo-${version}.${extension}`;
