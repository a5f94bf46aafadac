import { Webhook } from "standardwebhooks";
import type { AttemptFailure } from "@/lib/apps/webhooks/webhook-store";
import { monotonicMs, now, seconds } from "@/lib/clock";
import { PUBLIC_ONLY, type Guard } from "@/lib/http/guarded-lookup";
import { guardedPost } from "@/lib/http/guarded-post";

const PATIENCE_MS = seconds(10);

/** How webhooks leave. Only tests use another one than {@link PUBLIC_WIRE}. */
export type WebhookWire = { guard: Guard; ca?: string; patienceMs?: number };

/** Public addresses, on the port of https. */
export const PUBLIC_WIRE: WebhookWire = { guard: { ...PUBLIC_ONLY, allowsPort: (port) => port === 443 } };

/** @property status that came back; null when none did @property failure null: delivered */
export type Sent = { status: number | null; failure: AttemptFailure | null; ms: number };

const failureOf = (status: number): AttemptFailure | null => (status >= 200 && status < 300 ? null : status >= 300 && status < 400 ? "redirect" : "status");

/**
 * Sends a message once, signed (Standard Webhooks: `webhook-id`, `webhook-timestamp`, `webhook-signature`). Any 2xx is
 * success. @param message.key signing secret, `whsec_…`
 */
export async function sendWebhook({ id, url, key, body }: { id: string; url: string; key: string; body: string }, wire: WebhookWire): Promise<Sent> {
  const started = monotonicMs();
  const at = now();
  const headers = {
    "content-type": "application/json",
    "user-agent": "App-Connection-Portal",
    "webhook-id": id,
    "webhook-timestamp": String(Math.floor(at.getTime() / 1000)),
    "webhook-signature": new Webhook(key).sign(id, at, body),
  };
  const posted = await guardedPost(new URL(url), { guard: wire.guard, ca: wire.ca, headers, body, signal: AbortSignal.timeout(wire.patienceMs ?? PATIENCE_MS) });
  const ms = Math.round(monotonicMs() - started);
  return posted.ok ? { status: posted.status, failure: failureOf(posted.status), ms } : { status: null, failure: posted.error, ms };
}
