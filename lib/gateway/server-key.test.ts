import { generateKeyPairSync } from "node:crypto";
import { mkdtempSync, readdirSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { beforeEach, describe, expect, it } from "vitest";
import { overrideEnv } from "@/lib/env";
import { answerPrinterKey, loadServerKey } from "@/lib/gateway/server-key";

const call = { method: "GET", path: "/api/printer/key", query: new URLSearchParams(), headers: {}, body: Buffer.alloc(0), address: "127.0.0.1", relayLabel: undefined };

describe("the service's key for printers", () => {
  let dataDir = "";
  beforeEach(() => {
    dataDir = mkdtempSync(path.join(tmpdir(), "server-key-"));
    overrideEnv({ dataDir, printerRsaKeyFile: undefined });
    Reflect.deleteProperty(globalThis, Symbol.for("app-connection-portal.printer-server-key"));
  });

  const given = (name: string, text: string) => {
    const file = path.join(dataDir, name);
    writeFileSync(file, text);
    overrideEnv({ printerRsaKeyFile: file });
  };

  it("is made once, kept for its owner only, and shown as PKCS#1", async () => {
    const made = await loadServerKey();
    const [file, ...others] = readdirSync(dataDir);
    expect(others).toEqual([]);
    expect(statSync(path.join(dataDir, file!)).mode & 0o777).toBe(0o600);
    Reflect.deleteProperty(globalThis, Symbol.for("app-connection-portal.printer-server-key"));
    expect((await loadServerKey()).publicKeyPem).toBe(made.publicKeyPem);
    expect(await answerPrinterKey(call)).toEqual({ status: 200, body: { Status: 200, Error: "", IsUserError: false, Result: { PublicKey: made.publicKeyPem, KeyVersion: 1 } } });
    expect(made.publicKeyPem).toMatch(/^-----BEGIN RSA PUBLIC KEY-----\n/);
  });

  it.each([
    ["no key at all", "hello", /PRINTER_RSA_KEY_FILE must name/],
    ["a shorter key", generateKeyPairSync("rsa", { modulusLength: 2048 }).privateKey.export({ type: "pkcs8", format: "pem" }).toString(), /4096/],
    ["another kind of key", generateKeyPairSync("ed25519").privateKey.export({ type: "pkcs8", format: "pem" }).toString(), /PRINTER_RSA_KEY_FILE must name/],
  ])("is refused with a sentence when the file holds %s", async (_, text, sentence) => {
    given("key.pem", text);
    await expect(loadServerKey()).rejects.toThrow(sentence);
  });

  it("is refused with a sentence when the file cannot be read, and found once it is there", async () => {
    overrideEnv({ printerRsaKeyFile: path.join(dataDir, "missing.pem") });
    await expect(loadServerKey()).rejects.toThrow(/PRINTER_RSA_KEY_FILE names a file that cannot be read/);
    overrideEnv({ printerRsaKeyFile: path.resolve("lib/gateway/vectors/test-rsa-private.pem") });
    expect((await loadServerKey()).privateKey.asymmetricKeyType).toBe("rsa");
  });
});
