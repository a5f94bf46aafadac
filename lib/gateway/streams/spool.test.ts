import { existsSync, mkdtempSync, readdirSync, statSync, symlinkSync, writeFileSync } from "node:fs";
import { open } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { openSpool, type SpoolPlace } from "@/lib/gateway/streams/spool";
import { makeSpoolBudget } from "@/lib/gateway/streams/spool-budget";
import { clearSpoolFolder } from "@/lib/gateway/streams/spool-folder";

const MEGABYTE = 1024 * 1024;

function place(most = 64 * MEGABYTE): SpoolPlace & { used: () => number } {
  let used = 0;
  return {
    folder: path.join(mkdtempSync(path.join(tmpdir(), "spool-test-")), "spool"),
    claim: (bytes) => used + bytes <= most && ((used += bytes), true),
    release: (bytes) => void (used -= bytes),
    used: () => used,
  };
}

/** Bytes that tell where they belong. */
const bytesFrom = (start: number, length: number) => Uint8Array.from({ length }, (_, i) => (start + i) % 251);

describe("a queue of bytes on the disk", () => {
  it("gives back what was written, in its order, however writes and reads follow each other", async () => {
    const act = fc.record({ isWrite: fc.boolean(), size: fc.nat(300_000) });
    await fc.assert(
      fc.asyncProperty(fc.array(act, { maxLength: 40 }), async (acts) => {
        const at = place();
        const spool = openSpool(at);
        let [written, read] = [0, 0];
        for (const { isWrite, size } of acts) {
          if (isWrite) {
            expect(await spool.write([bytesFrom(written, size)])).toEqual({ ok: true });
            written += size;
          } else {
            const got = await spool.read(size);
            if (!got.ok) throw new Error(got.error);
            expect(got.bytes.length).toBe(Math.min(size, written - read));
            expect(Buffer.from(got.bytes).equals(bytesFrom(read, got.bytes.length))).toBe(true);
            read += got.bytes.length;
          }
          expect(spool.waiting()).toBe(written - read);
        }
        await spool.close();
        expect(at.used()).toBe(0);
      }),
      { numRuns: 50 },
    );
  });

  it("takes no more of the disk than what waits and one part, however long it goes on", async () => {
    const at = place(10 * MEGABYTE);
    const spool = openSpool(at);
    await spool.write([new Uint8Array(2 * MEGABYTE)]);
    for (let i = 0; i < 60; i++) {
      expect(await spool.write([new Uint8Array(MEGABYTE)])).toEqual({ ok: true });
      expect(await spool.read(MEGABYTE)).toMatchObject({ ok: true });
    }
    expect(at.used()).toBeLessThanOrEqual(8 * MEGABYTE);
    await spool.close();
  });

  it("says that it is full, and holds what it held", async () => {
    const spool = openSpool(place(1000));
    await spool.write([bytesFrom(0, 900)]);
    expect(await spool.write([new Uint8Array(101)])).toEqual({ ok: false, error: "full" });
    expect(await spool.read(1000)).toMatchObject({ ok: true, bytes: Buffer.from(bytesFrom(0, 900)) });
    await spool.close();
  });

  it("says that a disk has no room, and gives back all that it had claimed", async () => {
    const at = place();
    const spool = openSpool(at, () => open("/dev/full", "r+"));
    expect(await spool.write([new Uint8Array(1000)])).toEqual({ ok: false, error: "disk" });
    await spool.close();
    expect(at.used()).toBe(0);
  });

  it("leaves no name behind, for others of the same machine or after a crash, and lets nobody else look", async () => {
    const at = place();
    const spool = openSpool(at);
    await spool.write([new Uint8Array(1000)]);
    expect(readdirSync(at.folder)).toEqual([]);
    expect(statSync(at.folder).mode & 0o077).toBe(0);
    await spool.close();
  });

  it("makes no file before it is needed", async () => {
    const at = place();
    await openSpool(at).close();
    expect(existsSync(at.folder)).toBe(false);
  });
});

describe("the folder of these queues", () => {
  it("is left alone where it is a link: what lies there is not ours", async () => {
    const folder = mkdtempSync(path.join(tmpdir(), "spool-test-"));
    const file = path.join(folder, `spool-${"a".repeat(22)}`);
    writeFileSync(file, "x");
    const link = path.join(mkdtempSync(path.join(tmpdir(), "spool-test-")), "spool");
    symlinkSync(folder, link);
    await clearSpoolFolder(link);
    expect(existsSync(file)).toBe(true);
  });

  it("is freed of our own files, and need not be there", async () => {
    const folder = mkdtempSync(path.join(tmpdir(), "spool-test-"));
    const [left, other] = [`spool-${"a".repeat(22)}`, "somebody-elses"];
    for (const name of [left, other]) writeFileSync(path.join(folder, name), "x");
    await clearSpoolFolder(folder);
    expect(readdirSync(folder)).toEqual([other]);
    await clearSpoolFolder(path.join(folder, "none"));
  });
});

describe("the room for all of them", () => {
  const holder = () => {
    const one = { evicted: 0, evict: () => void one.evicted++ };
    return one;
  };

  it("has half of it at most for one printer", () => {
    const budget = makeSpoolBudget(100);
    const one = holder();
    expect([budget.claim(one, 50), budget.claim(one, 1), budget.used()]).toEqual([true, false, 50]);
  });

  it("goes to whoever has less: when it is full, the printer with most loses a stream", () => {
    const budget = makeSpoolBudget(100);
    const [one, two, three] = [holder(), holder(), holder()];
    expect([budget.claim(one, 50), budget.claim(two, 49), budget.claim(three, 5)]).toEqual([true, true, true]);
    expect([one.evicted, two.evicted, three.evicted]).toEqual([1, 0, 0]);
    budget.release(one, 50);
    expect(budget.used()).toBe(54);
  });

  it("is not given to a printer that has most already, nor far beyond what there is", () => {
    const budget = makeSpoolBudget(100);
    const [one, two, three] = [holder(), holder(), holder()];
    budget.claim(one, 40);
    budget.claim(two, 50);
    expect(budget.claim(one, 10)).toBe(true);
    expect([budget.claim(three, 11), one.evicted + two.evicted]).toEqual([false, 0]);
    expect([budget.claim(three, 10), one.evicted + two.evicted]).toEqual([true, 1]);
    expect(budget.claim(three, 1)).toBe(false);
  });
});
