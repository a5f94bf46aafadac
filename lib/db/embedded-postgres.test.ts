import { spawn, type ChildProcessWithoutNullStreams } from "node:child_process";
import { once } from "node:events";
import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import pg from "pg";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startEmbeddedPostgres } from "@/lib/db/embedded-postgres";
import { holdEmbedded } from "@/lib/db/hold-embedded";
import { isPostmasterOf, readPostmaster, sleep } from "@/lib/db/postmaster";

const dataDir = mkdtempSync(path.join(tmpdir(), "portal-embedded-"));
const dataFolder = path.join(dataDir, "postgres");
const isUp = () => isPostmasterOf(readPostmaster(dataFolder)?.pid ?? 0, dataFolder);

const ask = async (url: string, sql: string): Promise<unknown> => {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query<{ answer: unknown }>(sql)).rows[0]?.answer;
  } finally {
    await client.end();
  }
};

type Holder = { child: ChildProcessWithoutNullStreams; url: string; close(): Promise<void> };

/** A process of its own that uses the database. */
async function startHolder(): Promise<Holder> {
  const environment = { ...process.env, DATA_DIR: dataDir, DATABASE_URL: "" };
  const child = spawn(process.execPath, ["--import", "tsx", "tests/support/hold-database.ts"], { env: environment });
  let errors = "";
  child.stderr.on("data", (chunk: Buffer) => (errors += chunk.toString()));
  const url = await new Promise<string>((resolve, reject) => {
    child.stdout.on("data", (chunk: Buffer) => {
      const opened = /open (\S+)/.exec(chunk.toString());
      if (opened?.[1]) resolve(opened[1]);
    });
    child.once("exit", () => reject(new Error(errors)));
  });
  const close = async () => {
    child.stdin.end();
    if (child.exitCode === null) await once(child, "exit");
  };
  return { child, url, close };
}

describe("the embedded PostgreSQL", () => {
  beforeAll(() => chmodSync(dataDir, 0o711));
  afterAll(() => rmSync(dataDir, { recursive: true, force: true }));

  it("starts from nothing, listens on a private socket only and is stopped at the end", async () => {
    const held = await holdEmbedded(dataDir);
    expect(
      await ask(held.databaseUrl, "SELECT setting AS answer FROM pg_settings WHERE name = 'listen_addresses'"),
    ).toBe("");
    const folder = new URL(held.databaseUrl).searchParams.get("host") ?? "";
    expect(statSync(folder).mode & 0o777).toBe(0o700);
    expect(
      await ask(held.databaseUrl, "SELECT setting AS answer FROM pg_settings WHERE name = 'synchronous_commit'"),
    ).toBe("on");
    await held.close();
    expect(isUp()).toBe(false);
  });

  it("is joined by a second process, and stays until the last one leaves, whoever started it", async () => {
    const [first, second] = await Promise.all([startHolder(), startHolder()]);
    expect(second.url).toBe(first.url);
    await first.close();
    expect(await ask(second.url, "SELECT 1 AS answer")).toBe(1);
    await second.close();
    expect(isUp()).toBe(false);
  });

  it("is stopped exactly once when two processes leave at the same time", async () => {
    const [first, second] = await Promise.all([startHolder(), startHolder()]);
    await Promise.all([first.close(), second.close()]);
    expect(isUp()).toBe(false);
    expect([first.child.exitCode, second.child.exitCode]).toEqual([0, 0]);
  });

  it("is used again, with its data, when its process was killed and left it behind", async () => {
    const first = await startHolder();
    await ask(first.url, "CREATE TABLE kept AS SELECT 7 AS answer");
    const pid = readPostmaster(dataFolder)?.pid;
    first.child.kill("SIGKILL");
    await once(first.child, "exit");
    expect(isUp()).toBe(true);
    const second = await holdEmbedded(dataDir);
    expect(readPostmaster(dataFolder)?.pid).toBe(pid);
    expect(await ask(second.databaseUrl, "SELECT answer FROM kept")).toBe(7);
    await second.close();
    expect(isUp()).toBe(false);
  });

  it("comes back by itself at the same address after a kill -9, with what was committed", async () => {
    const held = await holdEmbedded(dataDir);
    await ask(held.databaseUrl, "CREATE TABLE survives AS SELECT 8 AS answer");
    const pid = readPostmaster(dataFolder)?.pid ?? 0;
    process.kill(pid, "SIGKILL");
    let answer: unknown;
    for (let tries = 0; tries < 400 && answer === undefined; tries++) {
      await sleep(50);
      answer = await ask(held.databaseUrl, "SELECT answer FROM survives").catch(() => undefined);
    }
    expect(answer).toBe(8);
    expect(readPostmaster(dataFolder)?.pid).not.toBe(pid);
    await held.close();
    expect(isUp()).toBe(false);
  });

  it("replaces one that is there but does not answer", async () => {
    const stuck = await startEmbeddedPostgres(dataDir);
    rmSync(stuck.socketFolder, { recursive: true });
    const held = await holdEmbedded(dataDir);
    expect(await ask(held.databaseUrl, "SELECT 1 AS answer")).toBe(1);
    expect(isPostmasterOf(stuck.pid, dataFolder)).toBe(false);
    await held.close();
  });

  it("does not take a stranger's process for its own, nor signal it", async () => {
    const lines = [String(process.pid), dataFolder, "0", "5432", "/tmp/nowhere", "", "", "ready"];
    writeFileSync(path.join(dataFolder, "postmaster.pid"), lines.join("\n"));
    const held = await holdEmbedded(dataDir);
    expect(await ask(held.databaseUrl, "SELECT 1 AS answer")).toBe(1);
    await held.close();
  });

  it("says in a sentence when the data was made by a PostgreSQL that is not there", async () => {
    const other = mkdtempSync(path.join(tmpdir(), "portal-old-"));
    chmodSync(other, 0o711);
    mkdirSync(path.join(other, "postgres"));
    writeFileSync(path.join(other, "postgres", "PG_VERSION"), "9\n");
    await expect(startEmbeddedPostgres(other)).rejects.toThrow(/made by PostgreSQL 9, which is not there any more/);
    expect(readFileSync(path.join(other, "postgres", "PG_VERSION"), "utf8")).toBe("9\n");
    rmSync(other, { recursive: true });
  });

  it("works below a folder that only its owner may enter, also as root", async () => {
    const home = mkdtempSync(path.join(tmpdir(), "portal-private-"));
    chmodSync(home, 0o700);
    const held = await holdEmbedded(home);
    expect(await ask(held.databaseUrl, "SELECT 1 AS answer")).toBe(1);
    await held.close();
    rmSync(path.dirname(realpathSync(path.join(home, "postgres"))), { recursive: true, force: true });
    rmSync(home, { recursive: true, force: true });
  });
});
