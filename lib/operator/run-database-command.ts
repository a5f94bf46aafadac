import { readFile } from "node:fs/promises";
import { authSecretFingerprint } from "@/lib/db/check-auth-secret";
import { acceptMigration, applyMigrations } from "@/lib/db/migrate";
import { readServerSecret } from "@/lib/db/server-secret-store";
import { env } from "@/lib/env";
import { newPrinterKeyPem, readPrinterKey } from "@/lib/gateway/handshake/printer-key";
import { keyInFile, knownAs, openSealedKey } from "@/lib/gateway/handshake/server-key";
import {
  countSealed,
  moveToAuthSecret,
  startOverWithAuthSecret,
  replacePrinterKey,
} from "@/lib/operator/accept-secret-store";
import type { DatabaseCommand } from "@/lib/operator/parse-database-command";
import { failure, ok, type Result } from "@/lib/result";

type Done = Result<{ text: string }, string>;

const RESTART = "Start all servers again.";

async function moveSecret(oldFile: string, fingerprint: string): Promise<Done> {
  const oldSecret = (await readFile(oldFile, "utf8").catch(() => undefined))?.trim();
  if (oldSecret === undefined) return failure(`${oldFile} cannot be read.`);
  if (authSecretFingerprint(oldSecret) !== fingerprint)
    return failure(`${oldFile} does not hold the secret that this database has been used with. Nothing was changed.`);
  const known = await readServerSecret("printer_key");
  const opened = known && openSealedKey(known, oldSecret);
  if (known && known.sealed !== null && !opened)
    return failure("The printers' key in the database does not open with the old secret. Nothing was changed.");
  const { factors, webhookKeys } = await moveToAuthSecret(oldSecret, opened && knownAs(opened, false));
  return ok({
    text: `Moved: the printers' key, ${factors} authenticators, ${webhookKeys} webhook secrets. ${RESTART}\n`,
  });
}

async function acceptAuthSecret({ oldFile, yes }: { oldFile: string | undefined; yes: boolean }): Promise<Done> {
  const auth = await readServerSecret("auth_secret");
  if (!auth || auth.fingerprint === authSecretFingerprint())
    return ok({ text: "AUTH_SECRET is the one that this database is used with: there is nothing to do.\n" });
  if (oldFile !== undefined) return moveSecret(oldFile, auth.fingerprint);
  const [file, known, { factors, webhookKeys, printers }] = [
    await keyInFile(),
    await readServerSecret("printer_key"),
    await countSealed(),
  ];
  const kept = known && file?.key.fingerprint === known.fingerprint ? file : undefined;
  const losesPrinters = known !== undefined && known.sealed !== null && !kept;
  const ends = [
    `${factors} authenticators (their owners need a recovery key)`,
    `the webhook secrets of ${webhookKeys} apps (npm run apps -- edit ID --new-webhook-secret)`,
    losesPrinters
      ? `living codes, and the printers' key: ${printers} printers have to be set up anew`
      : "living codes; printers stay",
  ].join(", ");
  if (!yes) return failure(`This would end ${ends}. With the old secret nothing is lost: --old FILE. Else add --yes.`);
  await startOverWithAuthSecret(losesPrinters ? "lost" : kept && knownAs(kept, kept.isSetting));
  return ok({ text: `Ended: ${ends}. ${RESTART}\n` });
}

async function acceptPrinterKey({ yes }: { yes: boolean }): Promise<Done> {
  const [file, known] = [await keyInFile(), await readServerSecret("printer_key")];
  if (known && file?.key.fingerprint === known.fingerprint)
    return ok({ text: "This is the key that the database knows: there is nothing to do.\n" });
  const { printers } = await countSealed();
  const what = file ? file.name : "A new key";
  if (!yes)
    return failure(
      `${what} would count from now on, and ${printers} printers would have to be set up anew. To do so, add --yes.`,
    );
  const pem = file?.pem ?? (await newPrinterKeyPem());
  const key = readPrinterKey(pem);
  if (!key) return failure("The key cannot be read.");
  await replacePrinterKey(knownAs({ pem, key }, file?.isSetting ?? false));
  return ok({ text: `${what} counts from now on. ${RESTART}\n` });
}

/**
 * What an operator says on purpose about the database's secrets and history.
 * @returns a sentence, or why it is not possible
 */
export async function runDatabaseCommand(command: DatabaseCommand): Promise<Done> {
  // Where secrets are known lies in a table that an older database may not have yet.
  if (command.verb === "auth-secret" || command.verb === "printer-key") await applyMigrations(env().databaseUrl ?? "");
  switch (command.verb) {
    case "auth-secret":
      return acceptAuthSecret(command);
    case "printer-key":
      return acceptPrinterKey(command);
    case "migration":
      return (await acceptMigration(env().databaseUrl ?? "", command.name))
        ? ok({ text: `The present text of ${command.name} counts as the one that was applied.\n` })
        : failure(`There is no migration ${command.name}, here or in the database.`);
  }
}
