import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { db } from "@/lib/db/client";
import { liveLinks } from "@/lib/gateway/links/live-links";
import { isPrinterPageOrigin } from "@/lib/printers/printer-page-origin";
import { pretendConnected } from "@/lib/printers/test-linking";
import { answerApi } from "@/lib/server/answer-api";
import { PRINTER_APIS } from "@/lib/server/apis";
import { setUpDatabase } from "@/tests/support/database";
import { someAccount, somePrinter } from "@/tests/support/world";

const PAGE = "http://octopi.local";

describe("the plugin's page asks whether its printer is linked", () => {
  setUpDatabase();
  let printer: Awaited<ReturnType<typeof somePrinter>>["printer"];
  let octoKey: string;
  const path = "/api/plugin/checkin";
  const api = PRINTER_APIS[path]!;
  const server = createServer((request, response) => {
    const { method = "", headers } = request;
    const call = { method, path, query: new URLSearchParams(), headers, address: "127.0.0.1", relayLabel: undefined };
    void answerApi(request, response, api, call);
  });
  beforeAll(() => new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve)));
  afterAll(() => new Promise((resolve) => server.close(resolve)));
  beforeEach(async () => {
    ({ printer, octoKey } = await somePrinter({ networkAddress: "127.0.0.1" }));
    pretendConnected(printer.publicId, "plugin");
  });

  const send = (method: string, body?: object, headers: Record<string, string> = { Origin: PAGE }) =>
    fetch(`http://127.0.0.1:${(server.address() as AddressInfo).port}${path}`, {
      method,
      headers: { ...headers, ...(body && { "Content-Type": "application/json; charset=UTF-8" }) },
      ...(body && { body: JSON.stringify(body) }),
    });
  /** As the page sends it. */
  const checkIn = (change: object = {}, headers?: Record<string, string>) => {
    const sent = { PluginVersion: "5.3.1", ClientType: 0, IsConnectedViaOctoEverywhere: false, ...change };
    return send("POST", { PrinterId: printer.publicId, ...sent }, headers);
  };
  const allowed = (answer: Response) => answer.headers.get("access-control-allow-origin");

  it("before linking and after it, with the name for who has the key", async () => {
    const before = await checkIn();
    expect([before.status, allowed(before)]).toEqual([200, PAGE]);
    expect(await before.json()).toMatchObject({ Status: 200, Result: { IsLinked: false, PrinterName: "" } });
    const { id } = await someAccount();
    await db().printer.update({ where: { id: printer.id }, data: { ownerId: id, name: "Voron" } });
    expect(await (await checkIn()).json()).toMatchObject({ Result: { IsLinked: true, PrinterName: "" } });
    expect(await (await checkIn({ OctoKey: octoKey })).json()).toMatchObject({
      Result: { IsLinked: true, PrinterName: "Voron" },
    });
  });

  it("and is answered in the browser's preflight, without a word about credentials", async () => {
    const answer = await send("OPTIONS", undefined, {
      Origin: PAGE,
      "Access-Control-Request-Method": "POST",
      "Access-Control-Request-Headers": "content-type",
    });
    expect(answer.status).toBe(200);
    expect(Object.fromEntries(answer.headers)).toMatchObject({
      "access-control-allow-origin": PAGE,
      "access-control-allow-methods": "POST",
      "access-control-allow-headers": "Content-Type",
      vary: "Origin",
    });
    expect(answer.headers.has("access-control-allow-credentials")).toBe(false);
    expect(allowed(await send("OPTIONS", undefined, { Origin: "https://attacker.example" }))).toBeNull();
  });

  it("but no page of the internet reads the answer, and none comes without the printer's proof", async () => {
    expect(allowed(await checkIn({}, { Origin: "https://attacker.example" }))).toBeNull();
    const refused = await checkIn({ OctoKey: "wrong" });
    expect([refused.status, allowed(refused)]).toEqual([404, PAGE]);
    const text = await refused.text();
    const none = await checkIn({ PrinterId: "N".repeat(60) });
    expect([none.status, await none.text()]).toEqual([404, text]);
    await db().printer.update({ where: { id: printer.id }, data: { networkAddress: "198.51.100.9" } });
    const elsewhere = await checkIn();
    expect([elsewhere.status, await elsewhere.text()]).toEqual([404, text]);
    liveLinks().delete(printer.publicId);
    expect((await checkIn({ OctoKey: octoKey })).status).toBe(200);
  });
});

it.each<[string | undefined, boolean]>([
  ["http://octopi.local", true],
  ["http://192.168.1.20:5000", true],
  ["https://10.0.0.7", true],
  ["http://169.254.3.4", true],
  ["http://[fd00::7]", true],
  ["http://localhost:5000", true],
  ["http://127.0.0.1:5000", true],
  ["http://[::1]:5000", true],
  ["http://octopi", true],
  ["http://octopi.lan", true],
  ["http://printer.home.arpa", true],
  [undefined, false],
  ["null", false],
  ["", false],
  ["https://octoprint.example.com", false],
  ["http://203.0.113.7", false],
  ["http://[2001:db8::1]", false],
  ["http://192.168.1.20.attacker.example", false],
  ["http://lan.attacker.example", false],
  ["http://evillan", true],
  ["http://attacker.com/.local", false],
  ["http://user@octopi.local", false],
  ["http://octopi.local/", false],
  ["file://octopi.local", false],
  ["chrome-extension://octopi", false],
])("a page of %s can be a printer's own: %s", (origin, is) => {
  expect(isPrinterPageOrigin(origin)).toBe(is);
});
