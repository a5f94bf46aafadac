import { once } from "node:events";
import { request as requestHttp, type IncomingMessage } from "node:http";
import { describe, expect, it } from "vitest";
import { endSession } from "@/lib/accounts/end-sessions-store";
import { days, fromNow, now } from "@/lib/clock";
import { db } from "@/lib/db/client";
import { releasePrinter } from "@/lib/endings/release-printers-store";
import { overrideEnv } from "@/lib/env";
import { setUpDoor, VISIT } from "@/lib/view/test-door";
import { setUpDatabase } from "@/tests/support/database";
import { setUpGateway } from "@/tests/support/gateway";
import { setUpRelay } from "@/tests/support/relay";
import { someAccount } from "@/tests/support/world";

const GCODE = "G1 X1\n".repeat(50_000);

describe("a printer's own page", () => {
  setUpDatabase();
  const portal = setUpGateway();
  const relay = setUpRelay(portal);
  const door = setUpDoor(relay);

  // As on another server, which holds no link of the printer that would end first.
  const removed = async () => {
    const { id } = await db().printer.findUniqueOrThrow({ where: { publicId: door.publicId } });
    await releasePrinter({ printerId: id, userId: door.userId, address: "203.0.113.7" });
  };
  const giveAway = async () =>
    db().printer.update({ where: { publicId: door.publicId }, data: { ownerId: (await someAccount()).id } });
  const ENDINGS: [string, () => Promise<unknown>][] = [
    ["signing out", () => endSession(door.userId, door.sessionId)],
    ["the sign-in's end", () => db().session.updateMany({ data: { endsAt: now() } })],
    ["removing the printer", removed],
    ["another owner", giveAway],
    ["deleting the account", () => db().user.delete({ where: { id: door.userId } })],
    ["switching such pages off", async () => overrideEnv({ view: "off" })],
    ["asking for perks that are not there", async () => overrideEnv({ view: "supporters" })],
  ];

  it("is the printer's, under this host, for who came in", async () => {
    const { label, cookie } = await door.comeIn();
    const { status, body } = await door.ask(label, "/api/version", { headers: { Cookie: cookie } });
    expect([status, JSON.parse(body)]).toEqual([200, expect.objectContaining({ text: expect.any(String) })]);
  });

  it("takes uploads from its own pages", async () => {
    const { label, cookie } = await door.comeIn();
    const { status } = await door.ask(label, "/api/files/local", {
      method: "POST",
      headers: {
        Cookie: cookie,
        Origin: door.origin(label),
        "sec-fetch-site": "same-origin",
        "Content-Type": "multipart/form-data; boundary=x",
      },
      body: `--x\r\nContent-Disposition: form-data; name="file"; filename="a.gcode"\r\n\r\n${GCODE}\r\n--x--\r\n`,
    });
    expect(status).toBe(201);
  });

  it.each<[string, string]>([
    ["no cookie", ""],
    ["a made-up cookie", `portal-view=${"a".repeat(43)}`],
    ["a cookie of no form", "portal-view=x"],
  ])("is not shown with %s: a page leads back to the portal's", async (_, cookie) => {
    const { label } = await door.ticket();
    const { status, body } = await door.ask(label, "/", { headers: { Cookie: cookie, ...VISIT } });
    expect([status, body]).toEqual([403, expect.stringContaining("Open it from your account")]);
    expect(body).toContain(`/view/${door.publicId}`);
  });

  it("says nothing of a printer on a host that is nobody's", async () => {
    const { status, body } = await door.ask("nobody", "/", { headers: VISIT });
    expect([status, body.includes(door.publicId), body.includes("/account/printers")]).toEqual([403, false, true]);
  });

  it("finds the right one among cookies of our name that a page has set", async () => {
    const { label, cookie } = await door.comeIn();
    const headers = { Cookie: `portal-view=${"x".repeat(43)}; ${cookie}; a=b` };
    expect((await door.ask(label, "/api/version", { headers })).status).toBe(200);
  });

  it.each(ENDINGS)("ends with %s: for requests at once, for what is open within the second", async (_, end) => {
    const { label, cookie } = await door.comeIn();
    const socket = door.connect(label, { Cookie: cookie, Origin: door.origin(label) });
    await once(socket, "open");
    const request = requestHttp({
      host: "127.0.0.1",
      port: door.port,
      path: "/webcam/?action=stream",
      headers: { Host: door.host(label), Cookie: cookie },
    }).end();
    const [stream] = (await once(request, "response")) as [IncomingMessage];
    stream.resume().on("error", () => undefined);
    const ended = [
      new Promise<number>((resolve) => socket.once("close", resolve)),
      new Promise((resolve) => stream.once("close", resolve)),
    ];
    await end();
    const { status } = await door.ask(label, "/api/version", { headers: { Cookie: cookie } });
    expect([403, 404]).toContain(status);
    const late = new Promise((resolve) => setTimeout(() => resolve("late"), 1000));
    expect(await Promise.race([Promise.all(ended), late])).not.toBe("late");
    expect(await ended[0]).toBe(1008);
  });

  it("is for supporters where the operator says so", async () => {
    overrideEnv({ view: "supporters" });
    await db().entitlement.create({
      data: { userId: door.userId, source: "grant", startsAt: now(), endsAt: fromNow(days(1)) },
    });
    const { label, cookie } = await door.comeIn();
    expect((await door.ask(label, "/api/version", { headers: { Cookie: cookie } })).status).toBe(200);
  });

  it("is not there at all where it is switched off, not even for a ticket", async () => {
    const { label, ticket } = await door.ticket();
    overrideEnv({ view: "off" });
    expect((await door.enter(label, ticket)).status).toBe(404);
  });

  it("limits the WebSockets of one visit", async () => {
    const { label, cookie } = await door.comeIn();
    door.sockets = 0;
    const socket = door.connect(label, { Cookie: cookie, Origin: door.origin(label) });
    const [, response] = (await once(socket, "unexpected-response")) as [unknown, IncomingMessage];
    expect(response.statusCode).toBe(429);
  });

  it("says in a sentence that the printer is off, in a page to people and in a line to scripts", async () => {
    const { label, cookie } = await door.comeIn();
    await db().printer.update({ where: { publicId: door.publicId }, data: { publicId: "A".repeat(50) } });
    const page = await door.ask(label, "/", { headers: { Cookie: cookie, ...VISIT } });
    const line = await door.ask(label, "/api/version", { headers: { Cookie: cookie, accept: "*/*" } });
    await db().printer.update({ where: { publicId: "A".repeat(50) }, data: { publicId: relay.publicId } });
    expect([page.status, page.body]).toEqual([503, expect.stringContaining("<h1>Your printer is offline</h1>")]);
    expect([line.status, line.headers["content-type"]]).toEqual([503, "text/plain; charset=utf-8"]);
  });
});
