import { readFile } from "node:fs/promises";
import path from "node:path";
import { agreeOnServerSecret, readServerSecret, type ServerSecret } from "@/lib/db/server-secret-store";
import { ConfigurationError, env } from "@/lib/env";
import { newPrinterKeyPem, readPrinterKey, type ServerKey } from "@/lib/gateway/handshake/printer-key";
import type { ApiAnswer, ApiCall } from "@/lib/http/api-call";
import { log } from "@/lib/observability/log";
import { seal, unseal } from "@/lib/seal";
import { forgetShared, shared } from "@/lib/shared";

/** A key in a file, and what a sentence calls that file. */
type FileKey = { pem: string; key: ServerKey; name: string; isSetting: boolean };

const [PURPOSE, OWNER] = ["printer-key", "server"];
const HOW = "To change it on purpose: npm run database -- accept printer-key (--help says what that does).";
const LOST = "Printers that were set up know the service by its key and would refuse it with another one.";

const sealed = (pem: string) => seal(PURPOSE, OWNER, pem);

/**
 * Opens the key that the database keeps.
 * @param secret an earlier AUTH_SECRET
 * @returns undefined when it does not open
 */
export function openSealedKey(known: ServerSecret, secret?: string): { pem: string; key: ServerKey } | undefined {
  const pem = known.sealed === null ? undefined : unseal(PURPOSE, OWNER, known.sealed, secret);
  const key = pem === undefined ? undefined : readPrinterKey(pem);
  return pem !== undefined && key?.fingerprint === known.fingerprint ? { pem, key } : undefined;
}

const codeOf = (error: unknown) => (error instanceof Error && "code" in error ? String(error.code) : "unknown error");

async function settingKey(file: string): Promise<FileKey> {
  const refuse = (sentence: string) => new ConfigurationError([`PRINTER_RSA_KEY_FILE ${sentence}.`]);
  const pem = await readFile(file, "utf8").catch((error: unknown) => {
    throw refuse(`names a file that cannot be read (${codeOf(error)})`);
  });
  const key = readPrinterKey(pem);
  if (!key) throw refuse("must name a PEM file with an RSA private key of 4096 bits and no passphrase");
  return { pem, key, name: "The key in PRINTER_RSA_KEY_FILE", isSetting: true };
}

/** The file that earlier versions generated. @returns undefined when there is none */
async function keptKey(dataDir: string): Promise<FileKey | undefined> {
  const file = path.join(dataDir, "printer-rsa-key.pem");
  const pem = await readFile(file, "utf8").catch((error: unknown) => {
    if (codeOf(error) === "ENOENT") return undefined;
    throw new ConfigurationError([
      `${file} cannot be read. Printers may know the service by the key in it: make it readable.`,
    ]);
  });
  if (pem === undefined) return undefined;
  const key = readPrinterKey(pem);
  if (!key)
    throw new ConfigurationError([
      `${file} is damaged: it must hold an RSA private key of 4096 bits. ${LOST} ` +
        "Restore it, or delete it if the database has the key.",
    ]);
  return { pem, key, name: `The key in ${file}`, isSetting: false };
}

/** The key that a file gives this server. @throws ConfigurationError when the file is there and is no such key */
export function keyInFile(): Promise<FileKey | undefined> {
  const { printerRsaKeyFile, dataDir } = env();
  return printerRsaKeyFile ? settingKey(printerRsaKeyFile) : keptKey(dataDir);
}

/** The key as the database is to know it: a file that the operator keeps elsewhere stays out of it. */
export const knownAs = ({ pem, key }: { pem: string; key: ServerKey }, isSetting: boolean): ServerSecret => ({
  fingerprint: key.fingerprint,
  sealed: isSetting ? null : sealed(pem),
});

/** Which key counts, given what the database knows. @throws ConfigurationError when it is not the one printers know */
function settle(known: ServerSecret, file: FileKey | undefined): ServerKey {
  if (file && file.key.fingerprint === known.fingerprint) return file.key;
  if (file) {
    const orRemove = file.isSetting
      ? "Name the old file again"
      : "Delete that file if the database's key is the right one, or put the right file back";
    throw new ConfigurationError([
      `${file.name} is not the one that this database's printers know. ${LOST} ${orRemove}. ${HOW}`,
    ]);
  }
  if (known.sealed === null)
    throw new ConfigurationError([
      `The printers' key was given by PRINTER_RSA_KEY_FILE, and is not any more. ${LOST} Name its file again. ${HOW}`,
    ]);
  const opened = openSealedKey(known);
  if (!opened)
    throw new ConfigurationError([
      `The printers' key in the database does not open with this AUTH_SECRET. ${LOST} ` +
        `Restore the database from a backup, or name the key's file in PRINTER_RSA_KEY_FILE. ${HOW}`,
    ]);
  return opened.key;
}

async function findServerKey(): Promise<ServerKey> {
  const [file, known] = [await keyInFile(), await readServerSecret("printer_key")];
  if (known) return settle(known, file);
  const pem = file?.pem ?? (await newPrinterKeyPem());
  const key = file?.key ?? readPrinterKey(pem);
  if (!key) throw new Error("A key that was just made cannot be read.");
  // Several servers may come here at once with a key each: all take the one that was first.
  const agreed = await agreeOnServerSecret("printer_key", knownAs({ pem, key }, file?.isSetting ?? false));
  if (agreed.fingerprint === key.fingerprint)
    log.info(
      file
        ? "the printers' key is known to the database now"
        : "made the key that proves this service to printers; the database keeps it, sealed",
    );
  return settle(agreed, file);
}

/**
 * The service's RSA key: from PRINTER_RSA_KEY_FILE, else sealed in the database, where it is made at the first start
 * (about a second, off the event loop). A file that an earlier version generated in DATA_DIR is taken over.
 * @throws ConfigurationError with a sentence when it is not the key that the database's printers know
 */
export function loadServerKey(): Promise<ServerKey> {
  return shared("printer-server-key", () =>
    findServerKey().catch((error: unknown) => {
      forgetServerKey();
      throw error;
    }),
  );
}

// A failed load must not be remembered, or the next printer would meet it again after the file was mended.
function forgetServerKey(): void {
  forgetShared("printer-server-key");
}

/** `GET /api/printer/key`: the public key for printers that connect for the first time, as PKCS#1 PEM. */
export async function answerPrinterKey(call: ApiCall): Promise<ApiAnswer> {
  if (call.method !== "GET") {
    return {
      status: 405,
      body: { Status: 405, Error: "Use GET.", IsUserError: true, Result: null },
      headers: { Allow: "GET" },
    };
  }
  const { publicKeyPem } = await loadServerKey();
  return {
    status: 200,
    body: { Status: 200, Error: "", IsUserError: false, Result: { PublicKey: publicKeyPem, KeyVersion: 1 } },
  };
}
