import { writeAuditLog } from "@/lib/audit-log/audit-log-store";
import { forgetConsentKey, spareKeyOf } from "@/lib/connections/consent-key-store";
import { revokeOctoPrintKey } from "@/lib/gateway/octoprint-keys";
import { log } from "@/lib/observability/log";

/**
 * What became of the OctoPrint key of a consent. `left`: it could not be taken back and works in the printer's network.
 */
export type KeyEnd = "none" | "gone" | "left";

/**
 * Takes the OctoPrint key of a consent back that gives nothing any more, where OctoPrint can be reached (10 s at most)
 * and unless another connection still needs the same.
 * @param input.address of the person who did it, if one did
 */
export async function takeKeyBack(input: { consentId: string; userId: string; address?: string }): Promise<KeyEnd> {
  const { consentId, userId, address } = input;
  const key = await spareKeyOf(consentId);
  if (!key) return "none";
  const gone = await revokeOctoPrintKey(key.publicId, key.keyName, key.keyUser);
  if (gone.ok) await forgetConsentKey(key);
  else log.warn({ consentId, reason: gone.error }, "an OctoPrint key could not be taken back");
  const record = {
    userId,
    appId: key.appId,
    printerId: key.printerId,
    ...(key.connectionId && { connectionId: key.connectionId }),
    ...(address && { address }),
  };
  await writeAuditLog(
    gone.ok ? { ...record, kind: "key_revoked" } : { ...record, kind: "key_left", detail: gone.error },
  );
  return gone.ok ? "gone" : "left";
}

/**
 * The same for several consents, one after another, since consents may share a key.
 * @returns `left` when any of them was
 */
export async function takeKeysBack(
  consentIds: Iterable<string>,
  who: { userId: string; address?: string },
): Promise<KeyEnd> {
  const ends: KeyEnd[] = [];
  for (const consentId of consentIds) ends.push(await takeKeyBack({ consentId, ...who }));
  return ends.find((end) => end === "left") ?? ends.find((end) => end === "gone") ?? "none";
}
