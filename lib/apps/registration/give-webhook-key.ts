import { getApp, type AppChange } from "@/lib/apps/app-store";
import { failure, ok, type Result } from "@/lib/result";
import { newWebhookKey, sealWebhookKey } from "@/lib/webhooks/webhook-key";

/**
 * Adds a signing secret to a change of an app that needs one: its first webhook, or a new secret that was asked for.
 * @returns the secret, to be shown once; `error` is a sentence: a new secret without a webhook
 */
export async function giveWebhookKey<Change extends AppChange>(
  id: string,
  change: Change,
  renew: boolean,
): Promise<Result<{ change: Change; secret: string | undefined }, string>> {
  const registered = (await getApp(id))?.webhookUrl;
  if (renew && !registered && !change.webhookUrl)
    return failure(`${id} has no webhook: give its address with --webhook.`);
  if (!renew && (!change.webhookUrl || registered)) return ok({ change, secret: undefined });
  const secret = newWebhookKey();
  return ok({ change: { ...change, webhookKey: sealWebhookKey(id, secret) }, secret });
}
