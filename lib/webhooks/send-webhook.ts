import { Webhook } from "standardwebhooks";
import { monotonicMs, now, seconds } from "@/lib/clock";
import { fetchOutbound, type OutboundError } from "@/lib/outbound/fetch-outbound";
import { PUBLIC_HTTPS, type OutboundPolicy } from "@/lib/outbound/outbound-policy";
import type { AttemptFailure } from "@/lib/webhooks/webhook-store";

const PATIENCE_MS = seconds(10);
/** Of an answer's body, read so that its sender can finish, and thrown away. */
const LONGEST_ANSWER_BYTES = 4 * 1024;

/** How webhooks leave. Only tests use another one than {@link PUBLIC_WIRE}. */
export type WebhookWire = { policy: OutboundPolicy; patienceMs?: number };

/** Public addresses, on the port of https. */
export const PUBLIC_WIRE: WebhookWire = { policy: PUBLIC_HTTPS };

/** @property status that came back; null when none did @property failure null: delivered */
export type Sent = { status: number | null; failure: AttemptFailure | null; ms: number };

const failureOf = (status: number): AttemptFailure | null =>
  status >= 200 && status < 300 ? null : status >= 300 && status < 400 ? "redirect" : "status";
const OF_THE_WAY: Partial<Record<OutboundError, AttemptFailure>> = {
  busy: "busy",
  refused: "refused",
  timeout: "timeout",
};

/**
 * Sends a message once, signed (Standard Webhooks: `webhook-id`, `webhook-timestamp`, `webhook-signature`). Any 2xx is
 * success, and no redirect is followed. @param message.key signing secret, `whsec_…`
 */
export async function sendWebhook(
  { id, appId, url, key, body }: { id: string; appId: string; url: string; key: string; body: string },
  wire: WebhookWire,
): Promise<Sent> {
  const started = monotonicMs();
  const at = now();
  const headers = {
    "content-type": "application/json",
    "user-agent": "App-Connection-Portal",
    "webhook-id": id,
    "webhook-timestamp": String(Math.floor(at.getTime() / 1000)),
    "webhook-signature": new Webhook(key).sign(id, at, body),
  };
  const posted = await fetchOutbound(url, {
    lane: "webhook",
    keys: { app: appId },
    policy: wire.policy,
    method: "POST",
    headers,
    send: body,
    totalMs: wire.patienceMs ?? PATIENCE_MS,
    bytes: LONGEST_ANSWER_BYTES,
    redirects: 0,
    body: "unwanted",
  });
  const ms = Math.round(monotonicMs() - started);
  return posted.ok
    ? { status: posted.status, failure: failureOf(posted.status), ms }
    : { status: null, failure: OF_THE_WAY[posted.error] ?? "unreachable", ms };
}
