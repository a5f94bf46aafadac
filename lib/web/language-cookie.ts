import { cookieName } from "@/lib/accounts/auth-options";
import { days } from "@/lib/clock";

/** Holds the tag of the language that was chosen in this browser. */
export const languageCookieName = () => cookieName("portal-language");

/** As long as browsers keep any cookie. */
export const LANGUAGE_STAY_MS = days(400);
