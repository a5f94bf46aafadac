import { Secret, TOTP } from "otpauth";

/** The code that an authenticator shows. @param ahead half minutes from now: each code works once */
export const totp = (secret: string, ahead = 0): string =>
  new TOTP({ secret: Secret.fromBase32(secret) }).generate({ timestamp: Date.now() + ahead * 30_000 });
