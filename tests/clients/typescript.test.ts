import { describe, expect, it } from "vitest";
import { newPkce, newState, Portal, readCompletion, Relay, type Connection } from "@/clients/typescript/src";
import { db } from "@/lib/db/client";
import { setUpAppPortal } from "@/tests/support/app-portal";
import { fetchHere, socketHere } from "@/tests/support/local-names";

describe("the client for TypeScript, at a running portal", () => {
  const app = setUpAppPortal();
  const portal = () => new Portal(app.origin, { fetch: fetchHere });
  const relay = (connection: Connection, more = {}) =>
    new Relay(connection, { fetch: fetchHere, webSocket: socketHere, ...more });

  /** A journey of an app that uses the client. @param pkce that binds the completion */
  async function connect(pkce?: { challenge: string }) {
    const state = newState();
    const bound = pkce && { codeChallenge: pkce.challenge };
    const returned = await app.authorize(portal().startUrl({ appId: "devtest", state, ...bound }));
    return readCompletion(returned, { state });
  }

  async function connected(): Promise<Connection> {
    const pkce = newPkce();
    const completion = await connect(pkce);
    if (completion.kind !== "code") throw new Error(completion.kind);
    return portal().redeemCode({ code: completion.code, verifier: pkce.verifier, appId: "devtest" });
  }

  it("connects with a completion that is bound, and with one that is not", async () => {
    const completion = await connect();
    expect(completion).toMatchObject({ kind: "connected", connection: { printerName: "Voron" } });
    const connection = await connected();
    expect(connection).toMatchObject({ printerName: "Voron", url: expect.stringMatching(/^http:\/\/app-[a-z0-9]+\./) });
    expect(JSON.parse(JSON.stringify(connection))).toEqual(connection);
  });

  it("refuses a wrong verifier, and redeems with the right one", async () => {
    const pkce = newPkce();
    const completion = await connect(pkce);
    const code = completion.kind === "code" ? completion.code : "";
    const wrong = portal().redeemCode({ code, verifier: newPkce().verifier, appId: "devtest" });
    await expect(wrong).rejects.toMatchObject({ code: "bad_request", status: 400, isFinal: false });
    expect(await portal().redeemCode({ code, verifier: pkce.verifier, appId: "devtest" })).toHaveProperty("id");
  });

  it("reads how a journey failed", async () => {
    const start = portal().startUrl({ appId: "devtest", state: "a b+c", codeChallenge: newPkce().challenge });
    const page = await app.browser.post(`/appportal/v1/cancel${new URL(start).search}`);
    const completion = readCompletion(page.location ?? "", { state: "a b+c" });
    expect(completion).toEqual({ kind: "failed", error: "cancelled", state: "a b+c" });
  });

  it("asks the App APIs", async () => {
    const connection = await connected();
    expect(await portal().info(connection)).toMatchObject({ PrinterName: "Voron", IsOnline: true });
    expect(await portal().gadgetStatus(connection)).toMatchObject({ State: 0, Rating: 10 });
  });

  it("renews credentials, keeps what they do not carry, and gives a connection back", async () => {
    const connection = { ...(await connected()), octoPrintApiKey: "kept" };
    const renewed = await portal().rotate(connection);
    expect(renewed.octoPrintApiKey).toBe("kept");
    for (const one of [connection, renewed]) expect(await portal().info(one)).toMatchObject({ PrinterName: "Voron" });
    await portal().revoke(renewed);
    for (const one of [connection, renewed]) {
      await expect(portal().info(one)).rejects.toMatchObject({ code: "revoked", status: 604, isFinal: true });
      await expect(relay(one).fetch("/api/version")).rejects.toMatchObject({ code: "revoked", status: 604 });
    }
  });

  it.each(["bearer", "basic"] as const)(
    "reaches the printer with %s: requests, a body, and a WebSocket",
    async (use) => {
      const printer = relay(await connected(), { use });
      expect(await (await printer.fetch("/api/version")).json()).toMatchObject({ text: "OctoPrint 1.11.3" });
      const body = { method: "POST", headers: { "X-Api-Key": "key" }, body: "{}" };
      const echo = (await (await printer.fetch("/headers?a=1", body)).json()) as { headers: Record<string, string> };
      expect(echo).toMatchObject({ method: "POST", url: "/headers?a=1", headers: { "x-api-key": "key" } });
      expect(echo.headers.authorization).toBeUndefined();
      expect((await printer.fetch("/nothing")).status).toBe(404);
      const messages: string[] = [];
      const onMessage = ({ data }: MessageEvent) => void messages.push(String(data));
      const socket = await printer.webSocket("/sockjs/websocket", { onMessage });
      socket.send("hello");
      await expect.poll(() => messages).toEqual([expect.stringContaining('{"connected":'), "hello"]);
      socket.close();
    },
  );

  it("leaves Authorization to a printer with a sign-in of its own", async () => {
    const printer = relay(await connected(), { printerSignIn: true });
    const answer = await printer.fetch("/headers", { headers: { Authorization: "Digest of-the-printer" } });
    expect(await answer.json()).toMatchObject({ headers: { authorization: "Digest of-the-printer" } });
    // A redirect that is followed would take our header along.
    expect((await printer.fetch("/login")).status).toBe(302);
  });

  it("says by a code what is wrong, of requests and WebSockets alike", async () => {
    const connection = await connected();
    const wrong = relay({ ...connection, bearerToken: "x" });
    for (const attempt of [() => wrong.fetch("/"), () => wrong.webSocket("/sockjs/websocket")])
      await expect(attempt()).rejects.toMatchObject({ code: "wrong_credentials", status: 606, isFinal: true });
    const refused = relay(connection).webSocket("/api/version");
    await expect(refused).rejects.toMatchObject({ code: "handshake_failed", isFinal: false });
    const unknown = portal().info({ ...connection, appApiToken: "nobody" });
    await expect(unknown).rejects.toMatchObject({ code: "no_connection", status: 603, isFinal: true });
    const gone = new Portal("http://127.0.0.1:1", { fetch: fetchHere }).info(connection);
    await expect(gone).rejects.toMatchObject({ code: "unreachable", isFinal: false });
    const [perks] = await db().entitlement.findMany({ where: { userId: app.userId } });
    await db().entitlement.deleteMany({ where: { userId: app.userId } });
    try {
      await expect(portal().info(connection)).rejects.toMatchObject({ code: "no_perks", status: 605, isFinal: false });
    } finally {
      await db().entitlement.create({ data: perks! });
    }
  });
});
