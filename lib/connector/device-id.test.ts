import { mkdirSync, mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { deviceId } from "@/lib/connector/device-id";

const CARD = { addr_assign_type: "0\n", address: "dc:a6:32:00:00:01\n", "device/uevent": "" };

/** A folder with the files of a system. */
function systemWith(files: Record<string, string>): string {
  const root = mkdtempSync(path.join(tmpdir(), "device-id-"));
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(path.dirname(path.join(root, name)), { recursive: true });
    writeFileSync(path.join(root, name), text);
  }
  return root;
}

const card = (name: string, change: object = {}) =>
  Object.fromEntries(
    Object.entries({ ...CARD, ...change }).map(([file, text]) => [`sys/class/net/${name}/${file}`, text as string]),
  );

describe("the device id", () => {
  const copied = { "etc/machine-id": "0123456789abcdef\n" };

  it("differs between two computers with the same card", async () => {
    const ids = [
      { "proc/device-tree/serial-number": "10000000aaaa\0" },
      { "proc/device-tree/serial-number": "10000000bbbb\0" },
      card("eth0"),
      card("eth0", { address: "dc:a6:32:00:00:02\n" }),
      {},
    ].map((hardware) => deviceId("ID", systemWith({ ...copied, ...hardware })));
    expect(new Set(await Promise.all(ids)).size).toBe(5);
  });

  it("stays the same on one computer, whatever virtual network cards come and go", async () => {
    const before = await deviceId("ID", systemWith({ ...copied, ...card("eth0") }));
    const after = await deviceId(
      "ID",
      systemWith({
        ...copied,
        ...card("docker0", { addr_assign_type: "3\n", address: "02:42:00:00:00:01" }),
        ...card("eth0"),
      }),
    );
    expect(after).toBe(before);
  });

  it("tells nothing about the machine, also not that two printers are on one", async () => {
    const root = systemWith({ ...copied, ...card("eth0") });
    const [one, other] = [await deviceId("ID1", root), await deviceId("ID2", root)];
    expect(one).toMatch(/^connector-[0-9a-f]{64}$/);
    expect(other).not.toBe(one);
  });

  it("is none where nothing tells machines apart", async () => {
    expect(await deviceId("ID", systemWith({}))).toBeUndefined();
  });
});
