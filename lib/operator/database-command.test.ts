import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { beforeEach, describe, expect, it } from "vitest";
import { now } from "@/lib/clock";
import { isHelp } from "@/lib/command-line";
import { checkAuthSecret } from "@/lib/db/check-auth-secret";
import { db } from "@/lib/db/client";
import { overrideEnv } from "@/lib/env";
import { loadServerKey } from "@/lib/gateway/handshake/server-key";
import { parseDatabaseCommand } from "@/lib/operator/parse-database-command";
import { runDatabaseCommand } from "@/lib/operator/run-database-command";
import { seal, unseal } from "@/lib/seal";
import { forgetShared } from "@/lib/shared";
import { openWebhookKey, sealWebhookKey } from "@/lib/webhooks/webhook-key";
import { setUpDatabase } from "@/tests/support/database";
import { someAccount, someApp, somePrinter } from "@/tests/support/world";

const [OLD, NEW] = ["a".repeat(40), "b".repeat(40)];
const GIVEN = path.resolve("lib/octostream/vectors/test-rsa-private.pem");
const folder = () => mkdtempSync(path.join(tmpdir(), "database-command-"));

async function run(...args: string[]) {
  const parsed = parseDatabaseCommand(args);
  if (!parsed.ok) throw new Error(parsed.error);
  if (isHelp(parsed.command)) throw new Error(parsed.command.text);
  return runDatabaseCommand(parsed.command);
}

/** As after a restart. @returns the public key that printers are shown */
async function start(change: Parameters<typeof overrideEnv>[0] = {}): Promise<string> {
  overrideEnv(change);
  forgetShared("printer-server-key");
  await checkAuthSecret();
  return (await loadServerKey()).publicKeyPem;
}

describe("npm run database -- accept auth-secret", () => {
  setUpDatabase();
  let [userId, appId, printersKey, oldFile] = ["", "", "", ""];

  beforeEach(async () => {
    await Promise.all([
      db().serverSecret.deleteMany(),
      db().printer.deleteMany(),
      db().secondFactor.deleteMany(),
      db().app.deleteMany(),
    ]);
    printersKey = await start({ authSecret: OLD, dataDir: folder(), printerRsaKeyFile: undefined });
    userId = (await someAccount()).id;
    await db().secondFactor.create({
      data: { userId, sealed: seal("second factor", userId, "JBSWY3DPEHPK3PXP"), confirmedAt: now() },
    });
    await somePrinter({ ownerId: userId });
    appId = (await someApp()).id;
    await db().app.update({ where: { id: appId }, data: { webhookKey: sealWebhookKey(appId, "whsec_abc") } });
    oldFile = path.join(folder(), "old");
    writeFileSync(oldFile, `${OLD}\n`);
  });

  const opened = async () => ({
    factor: unseal("second factor", userId, (await db().secondFactor.findUniqueOrThrow({ where: { userId } })).sealed),
    webhookKey: openWebhookKey(appId, (await db().app.findUniqueOrThrow({ where: { id: appId } })).webhookKey ?? ""),
  });

  it("moves everything that is sealed to the new secret when it has the old one: nothing is lost", async () => {
    await expect(start({ authSecret: NEW })).rejects.toThrow("npm run database -- accept auth-secret");
    expect(await run("accept", "auth-secret", "--old", oldFile)).toMatchObject({
      ok: true,
      text: expect.stringContaining("1 authenticators, 1 webhook secrets"),
    });
    expect(await start()).toBe(printersKey);
    expect(await opened()).toEqual({ factor: "JBSWY3DPEHPK3PXP", webhookKey: "whsec_abc" });
    await expect(start({ authSecret: OLD })).rejects.toThrow("AUTH_SECRET");
  });

  it("changes nothing when the old secret is another one, or cannot be read", async () => {
    overrideEnv({ authSecret: NEW });
    writeFileSync(oldFile, "c".repeat(40));
    const before = await db().serverSecret.findMany({ orderBy: { name: "asc" } });
    expect(await run("accept", "auth-secret", "--old", oldFile)).toMatchObject({
      ok: false,
      error: expect.stringContaining("Nothing was changed"),
    });
    expect(await run("accept", "auth-secret", "--old", "/nowhere")).toMatchObject({ ok: false });
    expect(await db().serverSecret.findMany({ orderBy: { name: "asc" } })).toEqual(before);
    expect(await start({ authSecret: OLD })).toBe(printersKey);
  });

  it("without the old one says first what would end, and ends it with --yes", async () => {
    overrideEnv({ authSecret: NEW });
    const said = await run("accept", "auth-secret");
    expect(said).toMatchObject({
      ok: false,
      error: expect.stringMatching(/1 authenticators .+ 1 apps .+ 1 printers have to be set up anew.+--old FILE/),
    });
    await expect(start()).rejects.toThrow("AUTH_SECRET");
    expect(await run("accept", "auth-secret", "--yes")).toMatchObject({ ok: true });
    expect(await start()).not.toBe(printersKey);
    expect(await opened()).toEqual({ factor: undefined, webhookKey: undefined });
  });

  it("keeps the printers where a file has their key", async () => {
    await db().serverSecret.deleteMany();
    const given = await start({ authSecret: OLD, printerRsaKeyFile: GIVEN });
    overrideEnv({ authSecret: NEW });
    expect(await run("accept", "auth-secret")).toMatchObject({
      ok: false,
      error: expect.stringContaining("printers stay"),
    });
    expect(await run("accept", "auth-secret", "--yes")).toMatchObject({ ok: true });
    expect(await start()).toBe(given);
  });

  it("does nothing when nothing was changed", async () => {
    expect(await run("accept", "auth-secret", "--yes")).toMatchObject({
      ok: true,
      text: expect.stringContaining("nothing to do"),
    });
    expect(await start()).toBe(printersKey);
  });

  it("accept printer-key: a file's key, or a new one, counts once --yes is said", async () => {
    await expect(start({ printerRsaKeyFile: GIVEN })).rejects.toThrow("accept printer-key");
    expect(await run("accept", "printer-key")).toMatchObject({
      ok: false,
      error: expect.stringContaining("1 printers"),
    });
    await expect(start()).rejects.toThrow("accept printer-key");
    expect(await run("accept", "printer-key", "--yes")).toMatchObject({ ok: true });
    const given = await start();
    await expect(start({ printerRsaKeyFile: undefined })).rejects.toThrow("was given by PRINTER_RSA_KEY_FILE");
    expect(await run("accept", "printer-key", "--yes")).toMatchObject({ ok: true });
    expect(new Set([printersKey, given, await start()]).size).toBe(3);
  });
});

it.each([
  [[]],
  [["accept"]],
  [["accept", "everything"]],
  [["accept", "migration"]],
  [["accept", "printer-key", "--old", "x"]],
  [["accept", "auth-secret", "more"]],
  [["accept", "auth-secret", "--force"]],
])("refuses %j with the usage", (args) => {
  expect(parseDatabaseCommand(args)).toMatchObject({ ok: false, error: expect.stringContaining("Usage:") });
});
