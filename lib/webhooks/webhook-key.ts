import { randomBase64 } from "@/lib/random";
import { seal, unseal } from "@/lib/seal";

const PURPOSE = "webhook-key";
/** Standard Webhooks asks for 24 to 64. */
const KEY_BYTES = 32;

/** A new signing secret, as its receiver keeps it: `whsec_` and base64 (Standard Webhooks). */
export function newWebhookKey(): string {
  return `whsec_${randomBase64(KEY_BYTES)}`;
}

/** The secret as it is kept: signing takes the secret itself, so a digest would not do. */
export function sealWebhookKey(appId: string, key: string): string {
  return seal(PURPOSE, appId, key);
}

/**
 * @param serverSecret an earlier AUTH_SECRET
 * @returns undefined when it was sealed for another app or under another server's secret
 */
export function openWebhookKey(appId: string, sealed: string, serverSecret?: string): string | undefined {
  return unseal(PURPOSE, appId, sealed, serverSecret);
}
