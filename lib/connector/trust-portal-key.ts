import { createPublicKey, type KeyObject } from "node:crypto";
import path from "node:path";
import { callPortal } from "@/lib/connector/call-portal";
import { readIfThere, writePrivate } from "@/lib/connector/private-files";
import { fields, oneOf, text } from "@/lib/connector/read-json";
import { t } from "@/lib/connector/texts";

const Answer = fields({ Result: fields({ PublicKey: text((pem) => pem.length <= 4000), KeyVersion: oneOf(1) }) });

type Trusted = { ok: true; key: KeyObject } | { ok: false; reason: string };

const untrusted = (reason: string): Trusted => ({ ok: false, reason });

function parseKey(pem: string): KeyObject | undefined {
  try {
    const key = createPublicKey(pem);
    return key.asymmetricKeyType === "rsa" && key.asymmetricKeyDetails?.modulusLength === 4096 ? key : undefined;
  } catch {
    return undefined;
  }
}

/**
 * The portal's public key: asked for at the first start, kept, and the same ever after. A portal that shows another one
 * later is not the one the printer was set up with, and gets nothing of the printer's secrets.
 */
export async function trustPortalKey(portal: string, folder: string, signal: AbortSignal): Promise<Trusted> {
  const answer = await callPortal(portal, "/api/printer/key", undefined, signal);
  if (!answer.ok)
    return untrusted(answer.error === "unreachable" ? answer.reason : t("connector.portal.none", { portal }));
  const shown = Answer.safeParse(answer.body);
  const key = shown.success && answer.status === 200 ? parseKey(shown.data.Result.PublicKey) : undefined;
  if (!key) return untrusted(t("connector.portal.none", { portal }));
  const file = path.join(folder, "portal-key.pem");
  const pem = key.export({ type: "pkcs1", format: "pem" }).toString();
  const kept = await readIfThere(file);
  if (kept === undefined) await writePrivate(file, pem);
  else if (!parseKey(kept)?.equals(key)) {
    return untrusted(t("connector.portal.otherKey", { portal, file }));
  }
  return { ok: true, key };
}
