import type { ConnectionEnd } from "@/lib/connections/connection-state";

/** What an app's server is told about (the names are in the body, as `type`). */
export type WebhookType = "connection.created" | "connection.revoked" | "connection.suspended" | "connection.resumed";

/**
 * What a message says about a connection: ids that the app knows, and why. Never a secret, a name or a mail address.
 */
export type WebhookData = { connectionId: string; appId: string; printerId?: string; reason?: ConnectionEnd };

/** Whether a text can be the id of a message. */
export const isMessageId = (text: string): boolean => /^msg_[A-Za-z0-9]{27}$/.test(text);

/** The body of a message, as it is kept and sent. @param at when it happened */
export function webhookBody(
  type: WebhookType,
  at: Date,
  { connectionId, appId, printerId, reason }: WebhookData,
): string {
  return JSON.stringify({
    type,
    timestamp: at.toISOString(),
    data: { connectionId, appId, ...(printerId && { printerId }), ...(reason && { reason }) },
  });
}
