import { createHash, randomBytes } from "node:crypto";
import net from "node:net";
import pg from "pg";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openDatabaseDoor, type DatabaseDoor } from "@/tests/support/database-door";
import { startTestPortal, type Ask, type TestPortal } from "@/tests/support/portal";

const HTML = '<script>alert(1)</script><img src=x onerror="alert(2)">';
const device = () => randomBytes(16).toString("hex");
const json = (body: unknown): Ask => ({
  method: "POST",
  headers: { "Content-Type": "application/json" },
  body: JSON.stringify(body),
});

describe("the calls of Obico's agents, on the wire", () => {
  let portal: TestPortal;
  let door: DatabaseDoor;
  const unlinked = (more: object = {}) =>
    portal.ask("/api/v1/octo/unlinked/", json({ device_id: device(), agent: "moonraker_obico", ...more }));
  const withToken = (token: string, ask: Ask = {}): Ask => ({
    ...ask,
    headers: { Authorization: `Token ${token}`, ...ask.headers },
  });
  /** An agent's row, as `verify` makes it. */
  const makeAgent = async () => {
    const token = randomBytes(32).toString("hex");
    const database = new pg.Client({ connectionString: door.url });
    await database.connect();
    await database.query(
      `INSERT INTO "Printer" ("id", "publicId", "keyDigest", "isAgent", "firstSeenAt")
       VALUES ($1, $2, $3, true, now() AT TIME ZONE 'UTC')`,
      [device(), randomBytes(24).toString("hex"), createHash("sha256").update(token).digest("hex")],
    );
    await database.end();
    return token;
  };

  beforeAll(async () => {
    door = await openDatabaseDoor();
    portal = await startTestPortal({ DATABASE_URL: door.url });
  });
  afterAll(async () => {
    await portal?.stop();
    await door?.close();
  });

  it("are answered below the addresses that agents have built in, with a slash at the end or none", async () => {
    const token = await makeAgent();
    for (const slash of ["", "/"]) {
      const asked = async (path: string, ask: Ask) => (await portal.ask(`${path}${slash}`, ask)).status;
      expect(await asked("/api/v1/octo/unlinked", json({ device_id: device() }))).toBe(200);
      expect(await asked("/api/v1/octo/verify", { method: "POST" })).toBe(404);
      expect(await asked("/api/v1/octo/printer", withToken(token))).toBe(200);
      expect(await asked("/api/v1/octo/printer", withToken(token, { method: "PATCH", body: '{"name":"x"}' }))).toBe(
        200,
      );
      expect(await asked("/api/v1/octo/g_code_files", withToken(token, { method: "POST", body: "num_bytes=1" }))).toBe(
        201,
      );
      expect(await asked("/api/v1/octo/printer_events", withToken(token, { method: "POST", body: HTML }))).toBe(200);
      expect(await asked("/api/v1/octo/pic", withToken(token, { method: "POST", body: "no picture" }))).toBe(200);
      expect(await asked("/ent/api/printers/1234/ext", withToken(token))).toBe(200);
      expect(await asked("/ent/api/nozzle_cam/first_layer", withToken(token, { method: "POST" }))).toBe(200);
    }
  });

  it("take the methods that agents use, on the portal's host alone, without a cookie or CORS", async () => {
    expect((await portal.ask("/api/v1/octo/verify/?code=123456")).status).toBe(405);
    expect((await portal.ask("/api/v1/octo/unlinked/", { method: "PUT" })).status).toBe(405);
    const relayed = await portal.ask("/api/v1/octo/unlinked/", {
      ...json({ device_id: device() }),
      host: `app-${"a".repeat(26)}.localhost:${portal.port}`,
    });
    expect(relayed.status).toBeGreaterThanOrEqual(600);
    const { headers } = await unlinked();
    expect(headers["set-cookie"]).toBeUndefined();
    expect(headers["access-control-allow-origin"]).toBeUndefined();
    expect(headers["content-type"]).toBe("application/json");
  });

  it("lead from OctoPrint's link to the printer's page", async () => {
    const id = "A".repeat(48);
    const { status, headers } = await portal.ask(`/printers/${id}/?source=plugin`);
    expect({ status, to: headers.location }).toEqual({ status: 303, to: `/view/${id}` });
    for (const bad of ["short", "%2f%2fevil.example", "..", "%3Cscript%3E"]) {
      const answer = await portal.ask(`/printers/${bad}`);
      expect(answer.status).toBeGreaterThanOrEqual(400);
      expect(answer.headers.location).toBeUndefined();
    }
  });

  it("put nothing that an agent says into an answer or a page, however long it is", async () => {
    for (const text of [HTML, "x".repeat(10_000), "\u0000\u202e", "${7*7}"]) {
      const answer = await unlinked({ hostname: text, host_or_ip: text, machine_type: text, os: text });
      expect(answer.status).toBe(200);
      expect(answer.body.length).toBeLessThan(400);
      for (const page of ["/setup", "/getstarted", "/"]) expect((await portal.ask(page)).body).not.toContain(HTML);
    }
    // Nor into the log.
    expect(portal.output()).not.toContain("onerror");
  });

  it.each<[string, Ask]>([
    ["no JSON", { method: "POST", body: "{" }],
    ["nothing", { method: "POST" }],
    ["a list", json([])],
    ["deep nesting", { method: "POST", body: `${"[".repeat(30_000)}${"]".repeat(30_000)}` }],
    ["a key of the prototype", { method: "POST", body: '{"__proto__":{"device_id":"a"},"constructor":1}' }],
    ["bytes", { method: "POST", body: randomBytes(5000) }],
    [
      "a compressed bomb, which is never inflated",
      { method: "POST", headers: { "Content-Encoding": "gzip" }, body: "x" },
    ],
  ])("refuse %s in words, and go on", async (_, ask) => {
    expect((await portal.ask("/api/v1/octo/unlinked/", ask)).status).toBe(400);
    expect((await unlinked()).status).toBe(200);
  });

  it("read bodies up to their limits, and none of a call that its token answers", async () => {
    const token = await makeAgent();
    const big = (size: number, more: Ask = {}): Ask => ({ method: "POST", body: Buffer.alloc(size, "x"), ...more });
    expect((await portal.ask("/api/v1/octo/unlinked/", big(65 * 1024))).status).toBe(413);
    expect((await portal.ask("/api/v1/octo/unlinked/", big(65 * 1024, { chunked: true }))).status).toBe(413);
    expect((await portal.ask("/api/v1/octo/verify/?code=1", big(2000))).status).toBe(413);
    expect((await portal.ask("/api/v1/octo/pic/", withToken(token, big(7_000_000)))).status).toBe(200);
    expect((await portal.ask("/api/v1/octo/pic/", withToken(token, big(9 * 1024 * 1024)))).status).toBe(413);
    expect((await portal.ask("/api/v1/octo/pic/", withToken("A".repeat(64), big(1_000_000)))).status).toBe(401);
  });

  it("say why they refuse a body to whoever is still sending it, each time", async () => {
    const token = await makeAgent();
    for (let i = 0; i < 15; i++) {
      const large = { method: "POST", body: Buffer.alloc(9 * 1024 * 1024, "x") };
      expect((await portal.ask("/api/v1/octo/pic/", withToken(token, large))).status).toBe(413);
      expect((await portal.ask("/api/appconnection/info", { ...large, headers: {} })).status).toBe(413);
    }
  });

  it("end a body without a length and an end, since its answer is there already", async () => {
    const token = await makeAgent();
    const socket = net.connect(portal.port, "127.0.0.1");
    const closed = new Promise((done) => socket.once("close", done));
    socket.on("error", () => undefined).on("data", () => undefined);
    socket.write(
      `POST /api/v1/octo/pic/ HTTP/1.1\r\nHost: localhost:${portal.port}\r\nAuthorization: Token ${token}\r\n` +
        "Transfer-Encoding: chunked\r\n\r\n",
    );
    const chunk = `10000\r\n${"x".repeat(65_536)}\r\n`;
    const flood = setInterval(() => socket.write(chunk), 5);
    await closed.finally(() => clearInterval(flood));
  });

  it("refuse a dead token while the database is away, and let agents without a token ask on", async () => {
    const dead = withToken("D".repeat(64));
    const alive = withToken(await makeAgent());
    expect((await portal.ask("/api/v1/octo/printer/", dead)).status).toBe(401);
    expect((await portal.ask("/api/v1/octo/printer/", alive)).status).toBe(200);
    await door.close();
    try {
      for (let n = 0; n < 20; n++) expect((await portal.ask("/api/v1/octo/printer/", dead)).status).toBe(401);
      const asked = await unlinked({ one_time_passcode: "" });
      expect(asked.status).toBe(200);
      expect(JSON.parse(asked.body)).toHaveProperty("one_time_passcode");
      expect((await portal.ask("/api/v1/octo/printer/", alive)).status).toBe(500);
      expect((await portal.ask("/api/v1/octo/verify/?code=123456", { method: "POST" })).status).toBe(500);
    } finally {
      await door.open();
    }
  });
});
