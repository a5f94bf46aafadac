import { mkdirSync, mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { beforeEach, describe, expect, it } from "vitest";
import { recordDatabase } from "@/lib/db/database-note";
import { findSettings } from "@/lib/operator/find-settings";
import type { RunningServer } from "@/lib/operator/running-servers";
import type { GivenSettings } from "@/lib/settings-file";

let folder = "";
beforeEach(() => void (folder = mkdtempSync(path.join(tmpdir(), "find-settings-"))));

const server = (settings: GivenSettings, place = folder, isOwn = true): RunningServer => {
  return { pid: 7, folder: place, dataDir: path.resolve(place, settings.DATA_DIR ?? ".data"), settings, isOwn };
};
const find = (
  given: GivenSettings,
  servers: RunningServer[] = [],
  more: { hidden?: number; mayBegin?: boolean } = {},
) => findSettings({ given, folder, running: { servers, hidden: more.hidden ?? 0 }, mayBegin: more.mayBegin ?? true });

const [HERE, THERE] = ["postgresql://u:canary@here/portal", "postgresql://u:canary@there/portal"];
const refused = (sentence: RegExp) => ({ ok: false, error: expect.stringMatching(sentence) as string });

describe("the portal that a command means", () => {
  it("is the one that runs from this folder, with its settings and nothing else of its environment", () => {
    const found = find({ LANG: "C" }, [
      server({ DATABASE_URL: HERE, AUTH_SECRET: "s", DATA_DIR: "/var/portal", HOME: "/root" }),
    ]);
    const settings = { LANG: "C", DATABASE_URL: HERE, AUTH_SECRET: "s", DATA_DIR: "/var/portal" };
    expect(found).toEqual({
      ok: true,
      settings,
      pid: 7,
      notice: expect.stringMatching(/process 7.+PostgreSQL at here\/portal\.$/),
    });
    expect(JSON.stringify(found.ok && found.notice)).not.toContain("canary");
  });

  it("is none of another account that only says that it runs from this folder", () => {
    const stranger = server({ DATABASE_URL: "postgresql://evil/portal", DATA_DIR: "/home/stranger" }, folder, false);
    expect(find({}, [stranger], { mayBegin: false })).toEqual(refused(/^No portal's data is at /));
    expect(find({ DATABASE_URL: HERE }, [stranger])).toMatchObject({ ok: true, settings: { DATABASE_URL: HERE } });
  });

  it("is none that runs from elsewhere, unless it has the data folder that is named", () => {
    const elsewhere = server({ DATA_DIR: "/var/portal" }, "/opt/other");
    expect(find({}, [elsewhere], { mayBegin: false })).toEqual(refused(/^No portal's data is at /));
    expect(find({ DATA_DIR: "/var/portal" }, [elsewhere])).toMatchObject({ ok: true, notice: undefined });
  });

  it("is the one with this folder's own data before others that were started from here", () => {
    expect(find({}, [server({ DATA_DIR: "/tmp/a" }), server({})])).toMatchObject({ ok: true, notice: undefined });
    expect(find({}, [server({ DATA_DIR: "/tmp/a" }), server({ DATA_DIR: "/tmp/b" })])).toEqual(
      refused(/^Several portals/),
    );
    // One portal, as two processes: a program and what it was started by.
    expect(find({}, [server({ DATA_DIR: "/tmp/a" }), server({ DATA_DIR: "/tmp/a" })])).toMatchObject({ ok: true });
  });

  it("is the one whose address was given, and the rest of its settings come with it", () => {
    const servers = [
      server({ DATABASE_URL: HERE, AUTH_SECRET: "one" }),
      server({ DATABASE_URL: THERE, AUTH_SECRET: "two" }),
    ];
    expect(find({ DATABASE_URL: THERE }, servers)).toMatchObject({ ok: true, settings: { AUTH_SECRET: "two" } });
    expect(find({ DATABASE_URL: THERE, AUTH_SECRET: "mine" }, servers)).toMatchObject({
      settings: { AUTH_SECRET: "mine" },
    });
  });

  it("is what the given address says where the portal here has another one, and that is said", () => {
    const notice = "DATABASE_URL names there/portal; the portal here uses here/portal.";
    expect(find({ DATABASE_URL: THERE }, [server({ DATABASE_URL: HERE })])).toMatchObject({ ok: true, notice });
    recordDatabase(path.join(folder, ".data"), HERE);
    expect(find({ DATABASE_URL: THERE })).toMatchObject({ ok: true, notice });
    expect(find({ DATABASE_URL: "nonsense" })).toMatchObject({ ok: true, settings: { DATABASE_URL: "nonsense" } });
  });

  it("is not guessed when one runs under an account that we may not look into", () => {
    expect(find({}, [], { hidden: 1 })).toEqual(refused(/^A portal runs here under another account/));
    mkdirSync(path.join(folder, ".data", "postgres"), { recursive: true });
    expect(find({}, [], { hidden: 1 })).toMatchObject({ ok: true });
  });

  it("is the embedded one of the data folder, also of a version that left no note, or a broken one", () => {
    mkdirSync(path.join(folder, ".data", "postgres"), { recursive: true });
    writeFileSync(path.join(folder, ".data", "database.json"), "{");
    expect(find({}, [], { mayBegin: false })).toMatchObject({ ok: true, notice: undefined });
    recordDatabase(path.join(folder, ".data"), HERE);
    expect(find({})).toEqual(
      refused(/^The portal's data is in PostgreSQL at here\/portal, and DATABASE_URL is not set/),
    );
  });

  it("may be begun by a command for which that has a point, with nothing set only", () => {
    expect(find({ PATH: "/bin" })).toMatchObject({ ok: true, notice: expect.stringContaining("begun anew") });
    expect(find({ DATA_DIR: "data" })).toEqual(refused(/^No portal's data is at /));
    expect(find({}, [], { mayBegin: false })).toEqual(refused(/^No portal's data is at /));
  });
});
