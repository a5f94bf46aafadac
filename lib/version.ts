/** The program's version, as in package.json (a test holds them together): in the log, and at `/api/version`. */
export const VERSION = "0.1.0";
