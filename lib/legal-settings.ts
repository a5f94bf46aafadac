import { z } from "zod";

/** Where the portal's legal texts are; mostly all or none. */
export type LegalSettings = {
  /** What people agree to by signing in. */
  termsUrl: string | undefined;
  /** How their data is treated. */
  privacyUrl: string | undefined;
  /** Who runs the portal. */
  imprintUrl: string | undefined;
};

const page = z.url({ protocol: /^https?$/, message: "must be an http or https address" }).optional();

/** The settings of these, as they are in the environment. */
export const LEGAL_FIELDS = { TERMS_URL: page, PRIVACY_URL: page, IMPRINT_URL: page };

/** @param settings as {@link LEGAL_FIELDS} reads them */
export const legalSettings = (settings: {
  TERMS_URL?: string | undefined;
  PRIVACY_URL?: string | undefined;
  IMPRINT_URL?: string | undefined;
}): LegalSettings => ({
  termsUrl: settings.TERMS_URL,
  privacyUrl: settings.PRIVACY_URL,
  imprintUrl: settings.IMPRINT_URL,
});
