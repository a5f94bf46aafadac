import { writeAuditLog } from "@/lib/audit-log/audit-log-store";
import { recordConsentKey } from "@/lib/connections/consent-key-store";
import { createOctoPrintKey } from "@/lib/gateway/octoprint-keys";
import { log } from "@/lib/observability/log";
import { recordFault } from "@/lib/observability/record-fault";
import { isKeyConfirmed } from "@/lib/octoprint/key-code-store";

export type KeyOrder = {
  journeyId: string;
  printerId: string;
  publicId: string;
  keyName: string;
  userId: string;
  appId: string;
  connectionId: string;
  address: string;
};

/**
 * Makes the OctoPrint key that a journey asked for and its owner has confirmed to want. Best effort: whatever goes
 * wrong, the connection exists without it. Asked again, OctoPrint gives the same key for the same name.
 * @returns the key, for the completion URL and nowhere else; undefined without one
 */
export async function makeKey(order: KeyOrder): Promise<string | undefined> {
  const { journeyId, printerId, publicId, keyName, userId, appId, connectionId, address } = order;
  try {
    if (!(await isKeyConfirmed(journeyId, printerId))) return undefined;
    const made = await createOctoPrintKey(publicId, keyName);
    if (!made.ok) log.warn({ connectionId, reason: made.error }, "no OctoPrint key was made");
    await writeAuditLog({
      userId,
      appId,
      printerId,
      connectionId,
      address,
      ...(made.ok ? { kind: "key_made" } : { kind: "key_failed", detail: made.error }),
    });
    if (made.ok) await recordConsentKey(journeyId, keyName, made.user);
    return made.ok ? made.key : undefined;
  } catch (error) {
    recordFault(error);
    return undefined;
  }
}
