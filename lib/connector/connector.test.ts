import { spawn } from "node:child_process";
import { generateKeyPairSync } from "node:crypto";
import { once } from "node:events";
import { readFileSync, statSync, writeFileSync } from "node:fs";
import path from "node:path";
import readline from "node:readline";
import { describe, expect, it } from "vitest";
import type { ConnectorEvent } from "@/lib/connector/connector-event";
import { newFolder, setUpConnectors } from "@/lib/connector/test-connectors";
import { db } from "@/lib/db/client";
import { digest } from "@/lib/digest";
import { isConnectedFrom } from "@/lib/gateway/is-connected-from";
import { liveLinks } from "@/lib/gateway/links/live-links";
import { showPopup } from "@/lib/gateway/show-popup";
import { hello, TestPrinter, until } from "@/tests/support/plugin";

describe("the connector", () => {
  const { portal, start } = setUpConnectors();

  it("connects, is accepted and shows a code and the link to its id", async () => {
    const { connector, next } = await start(newFolder());
    expect(await next("online")).toEqual({ event: "online", printerId: connector.printerId });
    expect(connector.printerId).toMatch(/^[A-Z0-9]{60}$/);
    const code = await next("code");
    expect(code).toMatchObject({
      link: `${portal.origin}/getstarted?printerid=${connector.printerId}&code=${code.code}`,
      validForSeconds: 900,
    });
    expect(await db().printer.findUnique({ where: { publicId: connector.printerId } })).toMatchObject({
      platform: 1,
      pluginVersion: "1.0.0",
      lanHttpPort: 5000,
      isCompanion: false,
    });
  });

  it("proves itself to the portal's APIs with the octo_key of its handshake", async () => {
    const { connector, next } = await start(newFolder());
    await next("code");
    const asked = portal.asked.findLast((item) => item.Id === connector.printerId);
    const found = await db().printer.findUnique({ where: { publicId: connector.printerId } });
    expect(digest(asked?.OctoKey ?? "")).toBe(found?.octoKeyDigest);
  });

  it("keeps its identity in files of its owner only, and another one for another portal", async () => {
    const dir = newFolder();
    const first = await start(dir);
    await first.next("online");
    await first.connector.stop();
    const again = await start(dir);
    expect(again.connector.printerId).toBe(first.connector.printerId);
    const elsewhere = await start(dir, portal.origin.replace("localhost", "portal.localhost"));
    expect(elsewhere.connector.printerId).not.toBe(first.connector.printerId);
    await elsewhere.next("online");
    const folder = path.join(dir, new URL(portal.origin).host.replace(":", "_"));
    expect(statSync(folder).mode & 0o777).toBe(0o700);
    for (const file of ["identity.json", "portal-key.pem"])
      expect(statSync(path.join(folder, file)).mode & 0o777).toBe(0o600);
  });

  it("does not start with a damaged identity, and says which file it is", async () => {
    const dir = newFolder();
    const { connector, next } = await start(dir);
    await next("online");
    await connector.stop();
    const file = path.join(dir, new URL(portal.origin).host.replace(":", "_"), "identity.json");
    writeFileSync(file, readFileSync(file, "utf8").slice(0, 40));
    await expect(start(dir)).rejects.toThrow(/identity\.json is damaged/);
  });

  it("sends nothing to a portal that shows another key than before, and comes back for the right one", async () => {
    const dir = newFolder();
    const first = await start(dir);
    await first.next("online");
    await first.connector.stop();
    await until("the gateway noticed", () => !isConnectedFrom(first.connector.printerId));
    portal.publicKey = generateKeyPairSync("rsa", { modulusLength: 4096 })
      .publicKey.export({ type: "pkcs1", format: "pem" })
      .toString();
    const second = await start(dir);
    expect((await second.next("offline")).reason).toMatch(/another key .* delete .*portal-key\.pem/);
    expect(isConnectedFrom(second.connector.printerId)).toBeUndefined();
    portal.publicKey = undefined;
    await second.next("online");
  });

  it("does not trust a portal that cannot read its challenge", async () => {
    portal.publicKey = generateKeyPairSync("rsa", { modulusLength: 4096 })
      .publicKey.export({ type: "pkcs1", format: "pem" })
      .toString();
    const { next } = await start(newFolder());
    expect((await next("offline")).reason).toMatch(/refused.*another service/);
  });

  it("comes back with the same identity after its connection is lost", async () => {
    const { connector, next } = await start(newFolder());
    await next("online");
    liveLinks().get(connector.printerId)?.end();
    await next("offline");
    expect(await next("online", 2)).toEqual({ event: "online", printerId: connector.printerId });
  });

  it("passes on what the portal shows on the printer's screen", async () => {
    const { connector, next } = await start(newFolder());
    await next("online");
    expect(showPopup(connector.printerId, { title: "Hello", text: "World" })).toBe(true);
    expect(await next("popup")).toEqual({ event: "popup", title: "Hello", text: "World" });
  });

  it("prints on both screens that another machine has the same identity", async () => {
    const dir = newFolder();
    const first = await start(dir);
    await first.next("online");
    const identity = JSON.parse(
      readFileSync(path.join(dir, new URL(portal.origin).host.replace(":", "_"), "identity.json"), "utf8"),
    ) as { printerId: string; privateKey: string };
    const copy = () => TestPrinter.shake(portal.origin, hello({ ...identity, deviceId: "another machine" }));
    const { printer, reply } = await copy();
    expect(reply).toMatchObject({ accepted: false, backoffSeconds: 300 });
    expect(await first.next("popup")).toMatchObject({ title: "A copy of this printer tried to connect" });
    await printer.closed;
    await first.connector.stop();
    await until(
      "the gateway noticed",
      async () => (await db().printer.findUnique({ where: { publicId: identity.printerId } }))?.onlineSince === null,
    );
    const other = await copy();
    expect(other.reply.accepted).toBe(true);
    const second = await start(dir);
    expect((await second.next("offline")).reason).toMatch(/Another machine with this printer's identity is connected/);
    await other.printer.close();
    await second.next("online");
  });

  it("says that the portal cannot be reached, and keeps trying", async () => {
    const { next } = await start(newFolder(), "http://localhost:1");
    expect((await next("offline", 2)).reason).toBe(
      "http://localhost:1 cannot be reached: nothing answers at port 1 of localhost.",
    );
  });

  it("runs as a program that says one JSON object a line and ends at once when it is told to", async () => {
    const child = spawn(
      process.execPath,
      ["--import", "tsx", "scripts/printer.ts", "--portal", portal.origin, "--dir", newFolder(), "--json"],
      { stdio: ["ignore", "pipe", "inherit"] },
    );
    const exited = once(child, "exit");
    const events: ConnectorEvent[] = [];
    readline
      .createInterface({ input: child.stdout })
      .on("line", (line) => events.push(JSON.parse(line) as ConnectorEvent));
    await until("a code came", () => events.some((event) => event.event === "code"));
    expect(events.map((event) => event.event)).toEqual(["online", "code"]);
    child.kill("SIGTERM");
    expect(await exited).toEqual([0, null]);
  });

  it.each([
    [["--portal", "portal.example", "--printer", "http://192.168.1.20"], /--portal must be an address/],
    [["--portal", "https://portal.example"], /--printer is missing/],
    [["--portal", "https://portal.example", "--printer", "192.168.1.20"], /--printer must be an address/],
    [["--portal", "https://portal.example", "--printer", "http://a.local", "--fast"], /--fast/],
    [
      ["--portal", "https://portal.example", "--printer", "http://a.local", "--octoprint-api-key", "K".repeat(32)],
      /can be read by every program.*--octoprint-api-key-file FILE/,
    ],
    [
      ["--portal", "https://portal.example", "--printer", "http://a.local", "--octoprint-api-key-file", "no-such-file"],
      /no-such-file cannot be read/,
    ],
    [
      ["--portal", "https://portal.example", "--printer", "http://a.local", "--octoprint-api-key-file", "package.json"],
      /package\.json must hold one key/,
    ],
  ])("ends with exit code 2 and a sentence for %j", async (args, sentence) => {
    const child = spawn(process.execPath, ["--import", "tsx", "scripts/connector.ts", ...args], {
      stdio: ["ignore", "ignore", "pipe"],
    });
    let said = "";
    child.stderr.on("data", (chunk: Buffer) => (said += chunk.toString()));
    expect(await once(child, "exit")).toEqual([2, null]);
    expect(said).toMatch(sentence);
  });
});
