import { fork } from "node:child_process";
import { generateKeyPairSync } from "node:crypto";
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { beforeAll, beforeEach, describe, expect, it } from "vitest";
import { db } from "@/lib/db/client";
import { env, overrideEnv } from "@/lib/env";
import { answerPrinterKey, loadServerKey } from "@/lib/gateway/handshake/server-key";
import { forgetShared } from "@/lib/shared";
import { setUpDatabase } from "@/tests/support/database";

const GIVEN = path.resolve("lib/octostream/vectors/test-rsa-private.pem");
const call = {
  method: "GET",
  path: "/api/printer/key",
  query: new URLSearchParams(),
  headers: {},
  body: Buffer.alloc(0),
  address: "127.0.0.1",
  relayLabel: undefined,
};
const newKey = (modulusLength = 4096) =>
  generateKeyPairSync("rsa", { modulusLength }).privateKey.export({ type: "pkcs8", format: "pem" }).toString();

/** As after a restart. @param change settings that are others then @returns the public key */
async function restart(change: Parameters<typeof overrideEnv>[0] = {}): Promise<string> {
  overrideEnv(change);
  forgetShared("printer-server-key");
  return (await loadServerKey()).publicKeyPem;
}

/** A server of its own on the same database. */
function startElsewhere(): Promise<string> {
  const dataDir = mkdtempSync(path.join(tmpdir(), "server-key-"));
  const child = fork("tests/support/load-server-key.ts", [], {
    execArgv: ["--import", "tsx"],
    env: {
      PATH: process.env.PATH,
      NODE_ENV: "test",
      ENV_FILE: "",
      DATABASE_URL: env().databaseUrl,
      AUTH_SECRET: env().authSecret,
      DATA_DIR: dataDir,
    },
  });
  return new Promise((resolve, reject) => {
    child.once("message", (key) => resolve(String(key)));
    child.once("exit", (code) => reject(new Error(`it ended with ${code}`)));
  });
}

describe("the service's key for printers", () => {
  setUpDatabase();
  let dataDir = "";
  let authSecret = "";
  const emptyFolder = () => mkdtempSync(path.join(tmpdir(), "server-key-"));
  const kept = () => db().serverSecret.findUnique({ where: { name: "printer_key" } });

  beforeAll(() => ({ authSecret } = env()));
  beforeEach(async () => {
    dataDir = emptyFolder();
    await db().serverSecret.deleteMany();
    overrideEnv({ dataDir, authSecret, printerRsaKeyFile: undefined });
  });

  it("is made once, kept in the database under the server's secret, and shown as PKCS#1", async () => {
    const made = await restart();
    expect(readdirSync(dataDir)).toEqual([]);
    expect((await kept())?.sealed).toMatch(/^[A-Za-z0-9+/=]{3000,}$/);
    expect(Buffer.from((await kept())?.sealed ?? "", "base64").includes("PRIVATE KEY")).toBe(false);
    expect(await restart()).toBe(made);
    expect(await answerPrinterKey(call)).toEqual({
      status: 200,
      body: { Status: 200, Error: "", IsUserError: false, Result: { PublicKey: made, KeyVersion: 1 } },
    });
    expect(made).toMatch(/^-----BEGIN RSA PUBLIC KEY-----\n/);
  });

  it("is the same after DATA_DIR was lost: printers go on trusting it", async () => {
    const made = await restart();
    rmSync(dataDir, { recursive: true });
    expect(await restart({ dataDir: emptyFolder() })).toBe(made);
  });

  it("is the one in the file of an earlier version, also once that file is gone", async () => {
    const pem = newKey();
    writeFileSync(path.join(dataDir, "printer-rsa-key.pem"), pem);
    const taken = await restart();
    expect(await restart({ dataDir: emptyFolder() })).toBe(taken);
    await db().serverSecret.deleteMany();
    writeFileSync(path.join(dataDir, "given.pem"), pem);
    expect(await restart({ dataDir, printerRsaKeyFile: path.join(dataDir, "given.pem") })).toBe(taken);
  });

  it("is one for all of several servers that start at once on an empty database", { timeout: 120_000 }, async () => {
    const keys = await Promise.all(Array.from({ length: 3 }, startElsewhere));
    expect(new Set(keys).size).toBe(1);
    expect(keys[0]).toMatch(/^-----BEGIN RSA PUBLIC KEY-----\n/);
    expect(await restart()).toBe(keys[0]);
  });

  it("stays out of the database when a file gives it, and is missed when the setting is forgotten", async () => {
    const given = await restart({ printerRsaKeyFile: GIVEN });
    expect(await kept()).toMatchObject({
      sealed: null,
      fingerprint: expect.stringMatching(/^[0-9a-f]{64}$/) as string,
    });
    await expect(restart({ printerRsaKeyFile: undefined })).rejects.toThrow(
      /was given by PRINTER_RSA_KEY_FILE, and is not any more\. Printers .+ npm run database -- accept printer-key/,
    );
    expect(await restart({ printerRsaKeyFile: GIVEN })).toBe(given);
  });

  it.each([
    [
      "in PRINTER_RSA_KEY_FILE",
      () => ({ printerRsaKeyFile: GIVEN }),
      new RegExp(
        "^The key in PRINTER_RSA_KEY_FILE is not the one that this database's printers know\\." +
          ".+refuse it.+Name the old file again",
      ),
    ],
    [
      "in DATA_DIR",
      () => (writeFileSync(path.join(dataDir, "printer-rsa-key.pem"), newKey()), {}),
      /^The key in .+printer-rsa-key\.pem is not the one.+Delete that file if/,
    ],
  ])("stops the start when another one is %s, and is there again without it", async (_, change, sentence) => {
    const made = await restart();
    await expect(restart(change())).rejects.toThrow(sentence);
    expect(await restart({ printerRsaKeyFile: undefined, dataDir: emptyFolder() })).toBe(made);
  });

  it("is not made anew where it does not open with the server's secret", async () => {
    const made = await restart();
    await expect(restart({ authSecret: "b".repeat(40) })).rejects.toThrow(/does not open with this AUTH_SECRET/);
    await db().serverSecret.updateMany({ data: { sealed: "AAAA" } });
    await expect(restart({ authSecret })).rejects.toThrow(/does not open/);
    expect(made).not.toBe("");
  });

  it.each([
    ["no key at all", () => "hello", /PRINTER_RSA_KEY_FILE must name/],
    ["a shorter key", () => newKey(2048), /4096/],
    [
      "another kind of key",
      () => generateKeyPairSync("ed25519").privateKey.export({ type: "pkcs8", format: "pem" }).toString(),
      /PRINTER_RSA_KEY_FILE must name/,
    ],
  ])("is refused with a sentence when the file holds %s", async (_, text, sentence) => {
    const file = path.join(dataDir, "key.pem");
    writeFileSync(file, text());
    await expect(restart({ printerRsaKeyFile: file })).rejects.toThrow(sentence);
    writeFileSync(path.join(dataDir, "printer-rsa-key.pem"), text());
    await expect(restart({ printerRsaKeyFile: undefined })).rejects.toThrow(/printer-rsa-key\.pem is damaged/);
    expect(await kept()).toBeNull();
  });

  it("is refused with a sentence when the file cannot be read, and found once it is there", async () => {
    await expect(restart({ printerRsaKeyFile: path.join(dataDir, "missing.pem") })).rejects.toThrow(
      /PRINTER_RSA_KEY_FILE names a file that cannot be read/,
    );
    overrideEnv({ printerRsaKeyFile: GIVEN });
    expect((await loadServerKey()).privateKey.asymmetricKeyType).toBe("rsa");
  });
});
