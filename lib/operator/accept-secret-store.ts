import { resealSecondFactors } from "@/lib/accounts/second-factor/second-factor-store";
import { authSecretFingerprint } from "@/lib/db/check-auth-secret";
import { db, type Transaction } from "@/lib/db/client";
import { replaceServerSecret, type ServerSecret } from "@/lib/db/server-secret-store";
import { resealMails } from "@/lib/mail/mail-queue-store";
import { openWebhookKey, sealWebhookKey } from "@/lib/webhooks/webhook-key";

const authSecret = (): ServerSecret => ({ fingerprint: authSecretFingerprint(), sealed: null });

async function resealWebhookKeys(tx: Transaction, oldSecret: string): Promise<number> {
  let count = 0;
  for (const { id, webhookKey } of await tx.app.findMany({
    where: { webhookKey: { not: null } },
    select: { id: true, webhookKey: true },
  })) {
    const key = openWebhookKey(id, webhookKey ?? "", oldSecret);
    if (key === undefined) continue; // was lost before
    await tx.app.update({ where: { id }, data: { webhookKey: sealWebhookKey(id, key) } });
    count++;
  }
  return count;
}

/**
 * From now on the present AUTH_SECRET counts, and what the old one sealed is sealed under it: all of it or nothing.
 * @param printerKey how the printers' key is to be known; undefined: as it is
 */
export function moveToAuthSecret(
  oldSecret: string,
  printerKey: ServerSecret | undefined,
): Promise<{ factors: number; webhookKeys: number }> {
  const move = async (tx: Transaction) => {
    const factors = await resealSecondFactors(tx, oldSecret);
    const webhookKeys = await resealWebhookKeys(tx, oldSecret);
    await resealMails(tx, oldSecret);
    if (printerKey) await replaceServerSecret(tx, "printer_key", printerKey);
    await replaceServerSecret(tx, "auth_secret", authSecret());
    return { factors, webhookKeys };
  };
  return db().$transaction(move, { timeout: 600_000 });
}

/**
 * From now on the present AUTH_SECRET counts, and what the old one sealed is lost.
 * @param printerKey "lost": the next start makes one
 */
export async function startOverWithAuthSecret(printerKey: ServerSecret | "lost" | undefined): Promise<void> {
  await db().$transaction(async (tx) => {
    await tx.queuedMail.deleteMany();
    if (printerKey === "lost") await tx.serverSecret.deleteMany({ where: { name: "printer_key" } });
    else if (printerKey) await replaceServerSecret(tx, "printer_key", printerKey);
    await replaceServerSecret(tx, "auth_secret", authSecret());
  });
}

/** From now on this key proves the service to printers. */
export async function replacePrinterKey(printerKey: ServerSecret): Promise<void> {
  await db().$transaction((tx) => replaceServerSecret(tx, "printer_key", printerKey));
}

/** What ends with secrets: how many people, apps and printers are hit. */
export async function countSealed(): Promise<{ factors: number; webhookKeys: number; printers: number }> {
  const [factors, webhookKeys, printers] = await Promise.all([
    db().secondFactor.count({ where: { confirmedAt: { not: null } } }),
    db().app.count({ where: { webhookKey: { not: null } } }),
    db().printer.count({ where: { ownerId: { not: null } } }),
  ]);
  return { factors, webhookKeys, printers };
}
