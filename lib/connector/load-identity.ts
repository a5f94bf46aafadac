import path from "node:path";
import { FolderError, readSecret, writePrivate } from "@/lib/connector/private-files";
import { fields, text } from "@/lib/connector/read-json";
import { t } from "@/lib/connector/texts";
import { randomString, randomToken } from "@/lib/random";

/**
 * Who a printer is to a portal (docs/printer-protocol.md#32-identity). The id is public, the private key is its secret.
 */
export type Identity = { printerId: string; privateKey: string };

const ID_ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";

const Stored = fields({
  printerId: text((id) => /^[A-Za-z0-9]{40,60}$/.test(id)),
  privateKey: text((key) => /^[A-Za-z0-9]{80,128}$/.test(key)),
});

/**
 * Reads the printer's identity, or makes it at the first start.
 * @throws FolderError when the file is there and damaged: a new identity would lose the link to the account silently
 */
export async function loadIdentity(folder: string): Promise<Identity> {
  const file = path.join(folder, "identity.json");
  const text = await readSecret(file);
  if (text === undefined) {
    const identity = { printerId: randomString(ID_ALPHABET, 60), privateKey: randomToken(80) };
    await writePrivate(file, `${JSON.stringify(identity, null, 2)}\n`);
    return identity;
  }
  try {
    return Stored.parse(JSON.parse(text));
  } catch {
    throw new FolderError(t("connector.folder.damagedIdentity", { file }));
  }
}
