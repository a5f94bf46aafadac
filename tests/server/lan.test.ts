import { spawnSync } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync } from "node:fs";
import http from "node:http";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { WebSocket } from "ws";
import { PrinterProcess } from "@/e2e/support/printer";
import { lanAddresses } from "@/lib/lan-addresses";
import { freePort, launch, newDataDir, printed, startTestPortal, type TestPortal } from "@/tests/support/portal";

/** A private address of this machine: its own, or one that it is given for the test, which takes root. */
const LENT = "10.98.76.54/32";
const own = lanAddresses().find(({ host }) => !host.startsWith("["));
const lent = !own && spawnSync("ip", ["addr", "add", LENT, "dev", "lo"]).status === 0;
const address = own?.host ?? (lent ? LENT.split("/")[0] : undefined);
afterAll(() => void (lent && spawnSync("ip", ["addr", "del", LENT, "dev", "lo"])));

type Answer = { status: number; body: string; headers: http.IncomingHttpHeaders };

/** From an address of this machine, not loopback, to one. */
function askFrom(
  from: string,
  to: string,
  port: number,
  target: string,
  options: http.RequestOptions & { body?: string } = {},
) {
  return new Promise<Answer>((resolve, reject) => {
    const { body, headers, ...rest } = options;
    const length = body === undefined ? {} : { "Content-Length": String(Buffer.byteLength(body)) };
    const request = http.request(
      { host: to, localAddress: from, port, path: target, agent: false, ...rest, headers: { ...length, ...headers } },
      (response) => {
        let text = "";
        response.on("data", (chunk: Buffer) => (text += chunk.toString()));
        response.on("end", () => resolve({ status: response.statusCode ?? 0, body: text, headers: response.headers }));
      },
    );
    request.on("error", reject).end(body);
  });
}

if (address === undefined)
  it("npm start -- --lan says in one sentence that this machine has no private address", async () => {
    const { child, output } = launch(["dist/server.mjs"], { LAN: "1", DATA_DIR: newDataDir() });
    expect(await new Promise((resolve) => child.once("exit", resolve))).toBe(1);
    expect(output()).toMatch(/^LAN: this machine has no private address .+\.$/m);
  });
else
  describe("a trial at home, spoken to from another address than loopback", () => {
    let portal: TestPortal;
    let origin = "";
    beforeAll(async () => {
      portal = await startTestPortal({ LAN: "1" });
      origin = `http://${address}:${portal.port}`;
    });
    afterAll(() => portal.stop());

    const ask = (target: string, options: http.RequestOptions & { body?: string } = {}) =>
      askFrom(address, address, portal.port, target, options);
    const named = (host: string, target = "/appportal/v1?appId=devtest") => ask(target, { headers: { Host: host } });

    it("shows its pages, says on each that it is unencrypted, and sends nobody elsewhere", async () => {
      for (const target of [
        "/",
        "/appportal/v1?appId=devtest",
        "/setup",
        "/account/sign-in",
        "/getstarted",
        "/nowhere",
        "/appportal/v1/complete",
      ]) {
        const { body } = await ask(target);
        expect([target, body.includes("Unencrypted trial")]).toEqual([target, true]);
      }
      const { headers } = await ask("/appportal/v1?appId=devtest");
      expect(headers["strict-transport-security"]).toBeUndefined();
      // Browsers have no passkeys on plain http.
      expect((await ask("/account/sign-in")).body).not.toContain("data-passkey");
    });

    it("is told at the start by its address in the network, with a picture of it", () => {
      expect(portal.output()).toContain(`${origin}/appportal/v1?appId=devtest`);
      expect(portal.output()).toMatch(/█|▄|▀/);
    });

    it("answers under that literal with its port and no other name", async () => {
      for (const host of ["evil.example", `${address}.nip.io:${portal.port}`, address, `${address}:1`, "printer.local"])
        expect([host, (await named(host)).status]).toEqual([host, 421]);
      expect((await named(`${address}:${portal.port}`)).status).toBe(200);
    });

    it("has loopback names, printers' hosts and the outbox for itself", async () => {
      for (const host of ["localhost", "127.0.0.1", "app-abc.localhost", "tun-abc.localhost", "view-abc.localhost"])
        expect([host, (await named(`${host}:${portal.port}`, "/")).status]).toEqual([host, 421]);
      for (const target of [
        "/dev/mail",
        "/dev/mail.json",
        "/DEV/Mail.json",
        "/dev/%6dail",
        "/dev/%6Dail.json",
        "/dev/mail/",
      ])
        expect([target, (await ask(target)).status]).toEqual([target, 404]);
      // This very machine, by that address: the host counts as well.
      const byAddress = await portal.ask("/dev/mail.json", { host: `${address}:${portal.port}` });
      expect(byAddress.status).toBe(404);
      expect((await portal.ask("/dev/mail.json")).status).toBe(200);
      const socket = new WebSocket(`ws://${address}:${portal.port}/`, {
        localAddress: address,
        headers: { Host: `view-abc.localhost:${portal.port}` },
      });
      socket.on("error", () => undefined);
      const [, response] = (await once(socket, "unexpected-response")) as [unknown, http.IncomingMessage];
      expect(response.statusCode).toBe(404);
    });

    it("takes forms from its own pages, with cookies, and mails' codes are printed", async () => {
      const post = (target: string, body: string, cookie = "", from = origin) =>
        ask(target, {
          method: "POST",
          body,
          headers: { Origin: from, Cookie: cookie, "Content-Type": "application/x-www-form-urlencoded" },
        });
      expect((await post("/appportal/v1/begin?appId=devtest", "", "", "http://localhost")).status).toBe(403);
      const begun = await post("/appportal/v1/begin?appId=devtest", "");
      expect([begun.status, begun.headers.location]).toEqual([303, expect.stringMatching(/^\//)]);
      const cookie = (begun.headers["set-cookie"] ?? []).map((line) => line.split(";")[0]).join("; ");
      const session = new URL(begun.headers.location ?? "", origin).searchParams.get("session") ?? "";
      const sent = await post(`/appportal/v1/account/send?session=${session}`, "email=lan%40example.org", cookie);
      expect(sent.status).toBe(303);
      await printed(portal, "Mail to lan@example.org: ");
      expect(portal.output()).toMatch(/Mail to lan@example\.org: \d{6}/);
    });

    it("takes a printer's program from there", async () => {
      const printer = PrinterProcess.start(origin, mkdtempSync(path.join(tmpdir(), "lan-printer-")));
      expect(await printer.code()).toMatch(/^\w{4}-?\w{4}$/);
      await printer.stop();
    });
  });

it("npm start hands --lan on", async () => {
  const started = launch(["scripts/start.mjs", "--lan"], {
    PORT: String(await freePort()),
    DATA_DIR: newDataDir(),
    PORTAL_URL: "https://portal.example",
  });
  expect(await new Promise((resolve) => started.child.once("exit", resolve))).toBe(1);
  expect(started.output()).toMatch(/LAN is for trying the portal at home/);
});
