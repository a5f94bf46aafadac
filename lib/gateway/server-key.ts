import { createPrivateKey, createPublicKey, generateKeyPair, type KeyObject } from "node:crypto";
import { chmod, link, mkdir, readFile, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { promisify } from "node:util";
import { ConfigurationError, env } from "@/lib/env";
import type { ApiAnswer, ApiCall } from "@/lib/http/api-call";
import { log } from "@/lib/observability/log";
import { randomToken } from "@/lib/random";
import { shared } from "@/lib/shared";

/** The key that proves this service to printers, used for nothing else (protocol notes, section 3.3). */
export type ServerKey = { privateKey: KeyObject; publicKeyPem: string };

const MODULUS_BITS = 4096;

function keyFrom(pem: string): ServerKey | undefined {
  try {
    const privateKey = createPrivateKey(pem);
    if (privateKey.asymmetricKeyType !== "rsa" || privateKey.asymmetricKeyDetails?.modulusLength !== MODULUS_BITS) return undefined;
    return { privateKey, publicKeyPem: createPublicKey(privateKey).export({ type: "pkcs1", format: "pem" }).toString() };
  } catch {
    return undefined;
  }
}

async function givenKey(file: string): Promise<ServerKey> {
  const refuse = (why: string) => new ConfigurationError([`PRINTER_RSA_KEY_FILE ${why}.`]);
  const pem = await readFile(file, "utf8").catch((error: unknown) => {
    throw refuse(`names a file that cannot be read (${error instanceof Error && "code" in error ? String(error.code) : "unknown error"})`);
  });
  const key = keyFrom(pem);
  if (!key) throw refuse("must name a PEM file with an RSA private key of 4096 bits and no passphrase");
  return key;
}

async function keptKey(dataDir: string): Promise<ServerKey> {
  const file = path.join(dataDir, "printer-rsa-key.pem");
  const existing = await readFile(file, "utf8").catch(() => undefined);
  if (existing === undefined) {
    const { privateKey } = await promisify(generateKeyPair)("rsa", { modulusLength: MODULUS_BITS, publicExponent: 65537 });
    await mkdir(dataDir, { recursive: true });
    const draft = `${file}.${randomToken(8)}`;
    await writeFile(draft, privateKey.export({ type: "pkcs8", format: "pem" }), { mode: 0o600 });
    // Linking, unlike renaming, leaves the file of another server that was faster.
    await link(draft, file).catch((error: unknown) => {
      if (!(error instanceof Error && "code" in error && error.code === "EEXIST")) throw error;
    });
    await rm(draft);
    log.info("made the key that proves this service to printers");
  }
  await chmod(file, 0o600);
  const key = keyFrom(existing ?? (await readFile(file, "utf8")));
  if (!key) throw new ConfigurationError([`${file} is damaged: it must hold an RSA private key of 4096 bits. Printers know the service by it; restore it, or delete it and set the printers up again.`]);
  return key;
}

/**
 * The service's RSA key: from PRINTER_RSA_KEY_FILE, else kept in DATA_DIR, where it is made at the first start (about a
 * second, off the event loop).
 * @throws ConfigurationError with a sentence that names the setting or file
 */
export function loadServerKey(): Promise<ServerKey> {
  return shared("printer-server-key", () => {
    const { printerRsaKeyFile, dataDir } = env();
    const loading = printerRsaKeyFile ? givenKey(printerRsaKeyFile) : keptKey(dataDir);
    return loading.catch((error: unknown) => {
      forgetServerKey();
      throw error;
    });
  });
}

// A failed load must not be remembered, or the next printer would meet it again after the file was mended.
function forgetServerKey(): void {
  Reflect.deleteProperty(globalThis, Symbol.for("app-connection-portal.printer-server-key"));
}

/** `GET /api/printer/key`: the public key for printers that connect for the first time, as PKCS#1 PEM. */
export async function answerPrinterKey(call: ApiCall): Promise<ApiAnswer> {
  if (call.method !== "GET") {
    return { status: 405, body: { Status: 405, Error: "Use GET.", IsUserError: true, Result: null }, headers: { Allow: "GET" } };
  }
  const { publicKeyPem } = await loadServerKey();
  return { status: 200, body: { Status: 200, Error: "", IsUserError: false, Result: { PublicKey: publicKeyPem, KeyVersion: 1 } } };
}
