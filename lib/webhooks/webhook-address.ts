import { mayBeAsked, PUBLIC_HTTPS } from "@/lib/outbound/outbound-policy";

/**
 * Whether an address may be registered as a webhook: https on its own port, no credentials, no fragment, and no address
 * of a private network written out. What a name leads to is checked at each call, since it can change.
 */
export function isWebhookAddress(text: string): boolean {
  if (text.length > 2048 || !/^https:\/\/[\x21-\x7e]+$/i.test(text) || /[\\#]/.test(text) || !URL.canParse(text))
    return false;
  return mayBeAsked(new URL(text), PUBLIC_HTTPS);
}
