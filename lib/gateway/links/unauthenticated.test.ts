import { readFileSync } from "node:fs";
import path from "node:path";
import { afterEach, describe, expect, it, vi } from "vitest";
import { overrideEnv } from "@/lib/env";
import { log } from "@/lib/observability/log";
import { setUpDatabase } from "@/tests/support/database";
import { setUpGateway } from "@/tests/support/gateway";
import { hello, TestPrinter } from "@/tests/support/plugin";

const REFUSED = { printerId: "short" };
const unknown = () => readFileSync(path.resolve("lib/octostream/vectors/bad-unknown-type.bin"));

describe("a socket whose printer was refused", () => {
  setUpDatabase();
  const portal = setUpGateway({ goodbyeMs: 4000 });
  afterEach(() => overrideEnv({ mode: "evaluation" }));

  it("may not send what a stranger may not", async () => {
    const { printer, reply } = await TestPrinter.shake(portal.origin, hello(REFUSED));
    expect(reply.accepted).toBe(false);
    const began = performance.now();
    printer.socket.send(Buffer.alloc(200_000), { fin: false });
    await printer.closed;
    expect(performance.now() - began).toBeLessThan(2000);
  });

  it("keeps its place as a stranger until it is gone", async () => {
    overrideEnv({ mode: "production" });
    const printers: TestPrinter[] = [];
    for (let i = 0; i < 40; i++) printers.push((await TestPrinter.shake(portal.origin, hello(REFUSED))).printer);
    await expect(TestPrinter.connect(portal.origin)).rejects.toThrow("503");
    await printers[0]?.close();
    await (await TestPrinter.connect(portal.origin)).close();
    for (const printer of printers) printer.socket.terminate();
    await Promise.all(printers.map((printer) => printer.closed));
  });

  it("has used up a point of its network's limit, also when its handshake had no right form", async () => {
    overrideEnv({ mode: "production" });
    for (let i = 0; i < 60; i++) {
      const { printer } = await TestPrinter.shake(portal.origin, hello(REFUSED));
      await printer.close();
    }
    const { printer, reply } = await TestPrinter.shake(portal.origin, hello());
    expect(reply.error).toMatch(/Too many connections/);
    await printer.close();
  });
});

describe("messages of an unknown type", () => {
  setUpDatabase();
  const portal = setUpGateway();

  it("are passed over, and logged once a connection", async () => {
    const { printer } = await TestPrinter.shake(portal.origin, hello());
    const info = vi.spyOn(log, "info");
    const lines = () => info.mock.calls.flat().filter((text) => /unknown type/.test(String(text))).length;
    for (let i = 0; i < 50; i++) printer.socket.send(unknown());
    const ponged = new Promise((resolve) => printer.socket.once("pong", resolve));
    printer.socket.ping();
    await ponged;
    expect(lines()).toBe(1);
    await printer.close();
    info.mockRestore();
  });
});
