import path from "node:path";
import { z } from "zod";
import { readBrandLogo, type BrandLogo } from "@/lib/brand-logo";
import { brandTones, type BrandTones } from "@/lib/brand-tones";

/** How the portal looks like its operator's. */
export type BrandSettings = { tones: BrandTones | undefined; logo: BrandLogo | undefined };

/** What the operator says about itself: its service's name, and where its pages are. */
export type OperatorPages = { serviceName: string } & Record<
  "supportUrl" | "termsUrl" | "privacyUrl" | "imprintUrl",
  string | undefined
>;

/** What the documents call the service: whoever runs it for others has a name of their own. */
const EVALUATION_NAME = "OctoEverywhere";

const httpsUrl = z.url({ protocol: /^https$/, message: "must be an https address" }).optional();

/** The settings of the operator's looks and pages, as they are in the environment. */
export const BRAND_FIELDS = {
  SERVICE_NAME: z.string().max(60).optional(),
  BRAND_ACCENT: z
    .string()
    .regex(/^#[0-9a-f]{6}$/i, "must be a color such as #c0431a")
    .transform((color) => color.toLowerCase())
    .optional(),
  BRAND_LOGO: z.string().optional(),
  SUPPORT_URL: z.url({ protocol: /^(https?|mailto)$/, message: "must be an http, https or mailto address" }).optional(),
  TERMS_URL: httpsUrl,
  PRIVACY_URL: httpsUrl,
  IMPRINT_URL: httpsUrl,
};

type Given = z.infer<z.ZodObject<typeof BRAND_FIELDS>>;

/** What the operator says about itself. Pure. */
export const operatorPages = (given: Given): OperatorPages => ({
  serviceName: given.SERVICE_NAME ?? EVALUATION_NAME,
  supportUrl: given.SUPPORT_URL,
  termsUrl: given.TERMS_URL,
  privacyUrl: given.PRIVACY_URL,
  imprintUrl: given.IMPRINT_URL,
});

/** The operator's looks, and a sentence for each of them that cannot be used. Reads the logo's file. */
export function brandSettings({ BRAND_ACCENT: accent, BRAND_LOGO: file }: Given): BrandSettings & {
  problems: string[];
} {
  const tones = accent === undefined ? undefined : brandTones(accent);
  const logo = file === undefined ? undefined : readBrandLogo(path.resolve(file));
  return {
    tones: tones?.ok ? tones.tones : undefined,
    logo: logo?.ok ? logo.logo : undefined,
    problems: [
      ...(tones && !tones.ok ? [`BRAND_ACCENT ${tones.error}.`] : []),
      ...(logo && !logo.ok ? [`BRAND_LOGO ${logo.error}.`] : []),
    ],
  };
}
