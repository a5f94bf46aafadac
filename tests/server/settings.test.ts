import { existsSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { command, newCheckout, start, started, stopServersAfterEach, type Server } from "@/tests/support/checkouts";
import { newDatabase } from "@/tests/support/new-database";
import { ask, newDataDir } from "@/tests/support/portal";

const ADD = ["add", "shop", "--name", "Shop", "--verified", "--return", "exact:https://shop.example/back"];
const servesShop = async ({ port }: Server) =>
  (await ask(port, "/appportal/v1?appId=shop")).body.includes('data-step="welcome"');
const printerKey = async ({ port }: Server) => (await ask(port, "/api/printer/key")).body;

stopServersAfterEach();

describe("the command line where no portal ever ran", () => {
  it.each([
    ["apps", ["add", "shop", "--nmae", "Shop"]],
    ["accounts", ["remove-second-step", "nobody"]],
    ["supporters", ["grant", "a@example.org"]],
    ["database", ["accept", "everything"]],
  ])(
    "%s explains itself with 0, answers wrong input with 2, and makes nothing of either",
    { timeout: 60_000 },
    async (program, wrong) => {
      const checkout = newCheckout();
      const usage = expect.stringContaining(`Usage: npm run ${program} -- `);
      expect(await command(checkout, program, ["--help"])).toEqual({ code: 0, output: usage });
      expect(await command(checkout, program, [])).toEqual({ code: 2, output: usage });
      expect(await command(checkout, program, wrong)).toEqual({ code: 2, output: expect.stringContaining("\n") });
      expect(existsSync(path.join(checkout, ".data"))).toBe(false);
    },
  );
});

describe("the command line beside a server that has its settings in its own environment", () => {
  it(
    "works on the server's database, and says so, with nothing set and with the server's DATA_DIR",
    { timeout: 120_000 },
    async () => {
      const [checkout, dataDir] = [newCheckout(), newDataDir()];
      const server = await started(checkout, {
        DATABASE_URL: await newDatabase("settings"),
        AUTH_SECRET: "s".repeat(40),
        DATA_DIR: dataDir,
      });
      const added = await command(checkout, "apps", ADD);
      expect(added).toMatchObject({
        code: 0,
        output: expect.stringMatching(
          new RegExp(`settings of the portal that runs here \\(process ${server.pid}\\).+PostgreSQL at `),
        ),
      });
      expect(await servesShop(server)).toBe(true);
      // A webhook's secret is sealed under the server's own AUTH_SECRET, which this shell does not have.
      expect(
        await command(
          checkout,
          "apps",
          ["edit", "shop", "--new-webhook-secret", "--webhook", "https://hooks.example/"],
          { DATA_DIR: dataDir },
        ),
      ).toMatchObject({ code: 0 });
      expect(existsSync(path.join(checkout, ".data"))).toBe(false);
      expect(existsSync(path.join(dataDir, "auth-secret"))).toBe(false);
    },
  );

  it("refuses once that server is stopped, and never begins a database beside it", { timeout: 120_000 }, async () => {
    const [checkout, databaseUrl] = [newCheckout(), await newDatabase("settings")];
    const server = await started(checkout, { DATABASE_URL: databaseUrl });
    await server.stop();
    const note = path.join(checkout, ".data", "database.json");
    expect(statSync(note).mode & 0o777).toBe(0o600);
    for (const program of ["apps", "supporters"]) {
      const refused = await command(checkout, program, ["list"]);
      expect(refused).toEqual({
        code: 1,
        output: expect.stringMatching(
          /^The portal's data is in PostgreSQL at .+, and DATABASE_URL is not set here: set .+ENV_FILE/,
        ),
      });
    }
    expect(existsSync(path.join(checkout, ".data", "postgres"))).toBe(false);
    expect(await command(checkout, "apps", ADD, { DATABASE_URL: databaseUrl })).toMatchObject({ code: 0 });
  });

  it("leaves no password and no user of the database in the note", { timeout: 120_000 }, async () => {
    const [checkout, url] = [newCheckout(), new URL(await newDatabase("settings"))];
    url.password = "canary-password";
    await started(checkout, { DATABASE_URL: url.href });
    expect(readFileSync(path.join(checkout, ".data", "database.json"), "utf8")).not.toMatch(/canary|portal@/);
  });

  it("refuses where several portals run from here, until DATA_DIR says which", { timeout: 120_000 }, async () => {
    const [checkout, one, other] = [newCheckout(), newDataDir(), newDataDir()];
    const first = await started(checkout, { DATA_DIR: one });
    await started(checkout, { DATA_DIR: other });
    expect(await command(checkout, "apps", ADD)).toEqual({
      code: 1,
      output: expect.stringMatching(/^Several portals run from here/),
    });
    expect(await command(checkout, "apps", ADD, { DATA_DIR: one })).toMatchObject({ code: 0 });
    expect(await servesShop(first)).toBe(true);
  });
});

describe("the command line and a settings file", () => {
  it(
    "means the portal of the file that the server reads too, with the server running or not",
    { timeout: 120_000 },
    async () => {
      const [checkout, databaseUrl] = [newCheckout(), await newDatabase("settings")];
      writeFileSync(path.join(checkout, "portal.env"), `DATABASE_URL=${databaseUrl}\nAUTH_SECRET=${"f".repeat(40)}\n`);
      const named = { ENV_FILE: "portal.env" };
      expect(await command(checkout, "apps", ADD, named)).toMatchObject({ code: 0 });
      const server = await started(checkout, named);
      expect(await servesShop(server)).toBe(true);
      // Also without the file's name: the running server knows it.
      expect(await command(checkout, "apps", ["disable", "shop"])).toMatchObject({ code: 0 });
      expect(await servesShop(server)).toBe(false);
    },
  );
});

describe("the command line without a portal", () => {
  it("refuses where a data folder is named that has no portal's data, and makes nothing there", async () => {
    const [checkout, dataDir] = [newCheckout(), newDataDir()];
    rmSync(dataDir, { recursive: true });
    const refused = {
      code: 1,
      output: expect.stringMatching(/^No portal's data is at .+: start the portal first, or set /) as string,
    };
    expect(await command(checkout, "apps", ADD, { DATA_DIR: dataDir })).toEqual(refused);
    expect(await command(checkout, "supporters", ["list"])).toEqual(refused);
    expect(await command(checkout, "accounts", ["remove-second-step", "robin@example.org"])).toEqual(refused);
    expect([existsSync(dataDir), existsSync(path.join(checkout, ".data"))]).toEqual([false, false]);
  });

  it(
    "registers an app before the first npm start, with nothing set, says where, and the portal has it then",
    { timeout: 120_000 },
    async () => {
      const checkout = newCheckout();
      const added = await command(checkout, "apps", ADD);
      expect(added).toEqual({
        code: 0,
        output: expect.stringMatching(/No portal's data was at .+\.data: begun anew there/),
      });
      expect(await servesShop(await started(checkout, {}))).toBe(true);
      // And beside the running portal it says nothing that it did not say before.
      expect((await command(checkout, "apps", ["list"])).output).toMatch(/^devtest /);
    },
  );
});

describe("a start", () => {
  it(
    "keeps the printers' key when DATA_DIR is lost, and stops in one sentence when AUTH_SECRET is another",
    { timeout: 120_000 },
    async () => {
      const checkout = newCheckout();
      const settings = { DATABASE_URL: await newDatabase("settings"), AUTH_SECRET: "o".repeat(40) };
      const first = await started(checkout, { ...settings, DATA_DIR: newDataDir() });
      const key = await printerKey(first);
      expect(key).toContain("BEGIN RSA PUBLIC KEY");
      await first.stop();

      const second = await started(checkout, { ...settings, DATA_DIR: newDataDir() });
      expect(await printerKey(second)).toBe(key);
      await second.stop();

      const changed = { ...settings, AUTH_SECRET: "n".repeat(40), DATA_DIR: newDataDir() };
      const refused = await start(checkout, changed);
      expect(refused).toMatch(
        new RegExp(
          "^AUTH_SECRET is not the one that this database has been used with\\. .+" +
            "accept auth-secret \\(--help says what that does\\)\\.\\n$",
        ),
      );
      expect(await command(checkout, "apps", ADD, changed)).toEqual({ code: 1, output: refused });

      const oldFile = path.join(checkout, "old-secret");
      writeFileSync(oldFile, settings.AUTH_SECRET);
      expect(await command(checkout, "database", ["accept", "auth-secret", "--old", oldFile], changed)).toMatchObject({
        code: 0,
      });
      expect(await printerKey(await started(checkout, changed))).toBe(key);
    },
  );

  it("says when the database is another one than the last time", { timeout: 120_000 }, async () => {
    const checkout = newCheckout();
    await (await started(checkout, { DATABASE_URL: await newDatabase("settings") })).stop();
    expect((await started(checkout, {})).output()).toMatch(/The database is embedded now, and was .+ the last time/);
  });
});
