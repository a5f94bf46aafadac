const ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

/** Base64 (RFC 4648, 4) of bytes, on platforms without `btoa` too. */
export function base64(bytes: Uint8Array): string {
  let text = "";
  for (let i = 0; i < bytes.length; i += 3) {
    const [a = 0, b = 0, c = 0] = bytes.subarray(i, i + 3);
    const bits = (a << 16) | (b << 8) | c;
    for (let part = 0; part < 4; part++)
      text += part <= bytes.length - i ? ALPHABET[(bits >> (18 - part * 6)) & 63] : "=";
  }
  return text;
}

/** The same in the alphabet for addresses, without padding (RFC 4648, 5). */
export const base64url = (bytes: Uint8Array): string =>
  base64(bytes).replace(/\+/g, "-").replace(/\//g, "_").replace(/=/g, "");

/** The bytes of a text of ASCII characters. */
export const ascii = (text: string): Uint8Array => Uint8Array.from(text, (character) => character.charCodeAt(0));
