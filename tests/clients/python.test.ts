import { spawn, type ChildProcess } from "node:child_process";
import path from "node:path";
import readline from "node:readline";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { completionUrl } from "@/lib/journey/urls/completion-url";
import { setUpAppPortal } from "@/tests/support/app-portal";

type Values = Record<string, string>;
type Said<T> = { value: T; fault?: undefined } | { value?: undefined; fault: object };

const VALUES = {
  id: "acpid",
  url: "https://app-abc.relay.example",
  appApiToken: "token",
  printerName: "Voron + Öl",
  userPrinterAccessUrl: "https://portal.example/view/x",
  printerLastKnownLocalIp: undefined,
  basicUser: "user",
  basicPassword: "password",
  bearerToken: "bearer",
};

describe("the client for Python, at a running portal", () => {
  const app = setUpAppPortal();
  let python: ChildProcess;
  let answers: AsyncIterator<string>;

  beforeAll(() => {
    const args = ["-W", "error", "tests/clients/drive_client.py", path.resolve("clients/python")];
    python = spawn("python3", args, { stdio: ["pipe", "pipe", "inherit"] });
    answers = readline.createInterface({ input: python.stdout! })[Symbol.asyncIterator]();
  });
  afterAll(() => python?.kill());

  async function say<T = Values>(what: string, said: object = {}): Promise<Said<T>> {
    python.stdin?.write(`${JSON.stringify({ portal: app.origin, do: what, ...said })}\n`);
    const { value: line } = (await answers.next()) as { value?: string };
    if (!line) throw new Error("the program ended");
    return JSON.parse(line) as Said<T>;
  }
  const done = async <T = Values>(what: string, said: object = {}): Promise<T> => {
    const { value, fault } = await say<T>(what, said);
    if (fault) throw new Error(JSON.stringify(fault));
    return value as T;
  };

  /** A journey of an app that uses the client, and what it keeps by a name. */
  async function connect(name: string): Promise<Values> {
    const pkce = await done("pkce");
    const said = { app_id: "devtest", state: "a b+c", code_challenge: pkce.challenge };
    const address = await app.authorize(await done<string>("start_url", said));
    const { kind, code, printer_name: printer } = await done("completion", { address, state: "a b+c" });
    expect([kind, printer]).toEqual(["GivenCode", "Voron"]);
    return done("redeem", { name, code, verifier: pkce.verifier, app_id: "devtest" });
  }

  it("challenges as the standard's own example does, and with another verifier each time", async () => {
    const challenge = await done<string>("challenge", { verifier: "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk" });
    expect(challenge).toBe("E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM");
    const [one, other] = [await done("pkce"), await done("pkce")];
    expect(one.verifier).toMatch(/^[A-Za-z0-9_-]{43}$/);
    expect(one.verifier).not.toBe(other.verifier);
  });

  it("connects with a completion that is bound, and with one that is not", async () => {
    const connection = await connect("bound");
    expect(connection).toMatchObject({ printer_name: "Voron", url: expect.stringMatching(/^http:\/\/app-/) });
    const address = await app.authorize(await done<string>("start_url", { app_id: "devtest" }));
    const completion = await done<{ kind: string; connection: Values }>("completion", { address });
    expect([completion.kind, completion.connection.printer_name]).toEqual(["Completed", "Voron"]);
    const shown = await done<string>("shown", { name: "bound" });
    for (const secret of ["app_api_token", "basic_password", "bearer_token"])
      expect(shown).not.toContain(connection[secret]);
  });

  it("reads every spelling of the keys, and refuses what is no completion", async () => {
    const address = completionUrl("octopod://octoeverywhere", { success: true, state: "s", connection: VALUES });
    const [place = "", query = ""] = address.split("?");
    const change = (spell: (name: string) => string) =>
      `${place}?${query
        .split("&")
        .map((pair) => pair.replace(/^[^=]+/, spell))
        .join("&")}`;
    const spelled = [change((name) => name.toLowerCase()), change((name) => name.toUpperCase())];
    const lower = address.replace(/&authBasicHttp(User|Password)=[^&]*/g, "");
    for (const one of [address, query, ...spelled, lower, `${address}#x`])
      expect(await done("completion", { address: one, state: "s" })).toMatchObject({
        kind: "Completed",
        connection: { printer_name: "Voron + Öl", basic_user: "user", basic_password: "password" },
      });
    for (const one of ["app://back", "app://back?success=yes", "app://back?success=true&id=x"])
      expect(await say("completion", { address: one })).toMatchObject({ fault: { code: "not_a_completion" } });
    expect(await say("completion", { address, state: "x" })).toMatchObject({ fault: { code: "state_mismatch" } });
    const smuggled = { address, state: "s", code_only: true };
    expect(await say("completion", smuggled)).toMatchObject({ fault: { code: "not_a_completion" } });
    expect(await done("completion", { ...smuggled, address: `${address}&code=c` })).toMatchObject({
      kind: "GivenCode",
    });
    const failed = completionUrl("app://back", { success: false, error: "cancelled", state: "s" });
    expect(await done("completion", { address: failed, state: "s" })).toMatchObject({ error: "cancelled" });
  });

  it("asks the App APIs, renews credentials and gives a connection back", async () => {
    await connect("old");
    expect(await done("info", { name: "old" })).toMatchObject({ PrinterName: "Voron", IsOnline: true });
    expect(await done("gadget_status", { name: "old" })).toMatchObject({ State: 0 });
    await done("rotate", { name: "old", to: "new" });
    for (const name of ["old", "new"]) expect(await done("info", { name })).toMatchObject({ PrinterName: "Voron" });
    expect(await done("revoke", { name: "new" })).toBeNull();
    const revoked = { fault: { code: "revoked", status: 604, isFinal: true } };
    for (const name of ["old", "new"]) {
      expect(await say("info", { name })).toEqual(revoked);
      expect(await say("request", { name, path: "/api/version" })).toEqual(revoked);
    }
  });

  it.each(["bearer", "basic"])("reaches the printer with %s: requests, a body, and a WebSocket", async (use) => {
    const name = use;
    await connect(name);
    const version = await done<{ status: number; body: string }>("request", { name, use, path: "/api/version" });
    expect([version.status, version.body]).toEqual([200, expect.stringContaining("OctoPrint")]);
    const sent = { method: "POST", body: "{}", headers: { "X-Api-Key": "key", Authorization: "lost" } };
    const { body } = await done<{ body: string }>("request", { name, use, path: "/headers?a=1", ...sent });
    expect(JSON.parse(body)).toMatchObject({ method: "POST", url: "/headers?a=1", headers: { "x-api-key": "key" } });
    expect(body).not.toContain("lost");
    expect((await done<{ status: number }>("request", { name, path: "/login" })).status).toBe(302);
    const handshake = await done<object>("handshake", { name, path: "/sockjs/websocket" });
    expect(handshake).toEqual({ scheme: "ws", status: 101 });
  });

  it("leaves Authorization to a printer with a sign-in of its own", async () => {
    await connect("signed-in");
    const said = { name: "signed-in", path: "/headers", printer_sign_in: true };
    const { body } = await done<{ body: string }>("request", {
      ...said,
      headers: { Authorization: "Digest printers" },
    });
    expect(JSON.parse(body)).toMatchObject({ headers: { authorization: "Digest printers" } });
  });

  it("says by a code what is wrong", async () => {
    const connection = await connect("right");
    await done("keep", { name: "wrong", connection: { ...connection, bearer_token: "x", app_api_token: "x" } });
    const fault = (code: string, status: number | null, isFinal: boolean) => ({ fault: { code, status, isFinal } });
    expect(await say("request", { name: "wrong", path: "/" })).toEqual(fault("wrong_credentials", 606, true));
    expect(await say("info", { name: "wrong" })).toEqual(fault("no_connection", 603, true));
    const wrong = { name: "x", code: "x", verifier: "x", app_id: "x" };
    expect(await say("redeem", wrong)).toEqual(fault("bad_request", 400, false));
    const nowhere = { name: "right", portal: "http://127.0.0.1:1" };
    expect(await say("info", nowhere)).toEqual(fault("unreachable", null, false));
  });
});
