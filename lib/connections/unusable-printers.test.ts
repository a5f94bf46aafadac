import { afterEach, describe, expect, it, vi } from "vitest";
import { listLivingConnections } from "@/lib/connections/account-connection-store";
import type { StateName } from "@/lib/connections/connection-state";
import { atConsent, expected, minted } from "@/lib/connections/test-connection-life";
import { db } from "@/lib/db/client";
import { log } from "@/lib/observability/log";
import { findPrinterByCode } from "@/lib/printers/find-printer-by-code";
import { getFoundPrinter } from "@/lib/printers/found-printer-store";
import { spellLinkingCode } from "@/lib/printers/linking-code";
import { codeToShow } from "@/lib/printers/linking-code-store";
import { getPrinterByPublicId } from "@/lib/printers/printer-store";
import { setUpAppSurface } from "@/tests/support/app-surface";
import { setUpDatabase } from "@/tests/support/database";
import { setUpGateway } from "@/tests/support/gateway";
import { hello, TestPrinter, until, type Hello } from "@/tests/support/plugin";
import { someAccount, someApp } from "@/tests/support/world";

describe("a printer that is online with a program that apps cannot use", () => {
  setUpDatabase();
  const portal = setUpGateway();
  const surface = setUpAppSurface(portal);
  const open: TestPrinter[] = [];
  afterEach(() => {
    vi.restoreAllMocks();
    for (const { socket } of open.splice(0)) socket.terminate();
  });
  const connect = async (greeting: Hello) => {
    const { printer, reply } = await TestPrinter.shake(portal.origin, greeting);
    expect(reply.accepted).toBe(true);
    open.push(printer);
    return printer;
  };

  it.each<[StateName, "too_old" | "needs_dictionary", Partial<Hello>, RegExp]>([
    ["printer_too_old", "too_old", { pluginVersion: "4.6.7" }, /update/],
    ["printer_needs_dictionary", "needs_dictionary", { receiveCompression: 3 }, /packs its answers/],
  ])("is %s at linking, in the account, in the log and for apps", async (state, fault, change, sentence) => {
    const warned = vi.spyOn(log, "warn");
    const greeting = hello(change);
    const publicId = greeting.printerId ?? "";
    const printer = await connect(greeting);
    expect(warned).toHaveBeenCalledWith(expect.objectContaining({ printer: publicId, fault }), expect.any(String));
    const { id: printerId } = await db().printer.findUniqueOrThrow({ where: { publicId } });

    const user = await someAccount();
    const code = spellLinkingCode((await codeToShow(printerId))?.code ?? "");
    expect(await findPrinterByCode({ code, userId: user.id, address: "203.0.113.7" })).toMatchObject({ ok: true });
    expect(await getFoundPrinter(printerId, user.id)).toMatchObject({ online: true, fault });
    await db().printer.update({ where: { publicId }, data: { ownerId: user.id, name: "Voron" } });
    expect(await getPrinterByPublicId(user.id, publicId)).toMatchObject({ online: true, fault });

    const app = await someApp();
    const connection = await minted(await atConsent({ userId: user.id, appId: app.id, printerId }));
    const answers = async () => ({
      info: await surface.info(connection),
      gadget: await surface.gadget(connection),
      http: await surface.http(connection),
      websocket: await surface.websocket(connection),
    });
    expect(await answers()).toEqual(expected(state));
    expect(await listLivingConnections(user.id)).toMatchObject([{ state: "valid", printer: { fault } }]);
    const said = await fetch(`http://127.0.0.1:${surface.port}/api/appconnection/info`, {
      headers: { AppToken: connection.appApiToken },
    });
    expect([said.status, ((await said.json()) as { Error: string }).Error]).toEqual([
      610,
      expect.stringMatching(sentence),
    ]);

    // It says nothing of a printer that is away, and is over with a program that apps can use.
    await printer.close();
    await until("it is offline", async () => (await getPrinterByPublicId(user.id, publicId))?.online === false);
    expect(await surface.info(connection)).toBe(200);
    expect(await surface.http(connection)).toBe(601);
    await connect(hello({ printerId: publicId, privateKey: greeting.privateKey ?? "" }));
    expect(await getPrinterByPublicId(user.id, publicId)).toMatchObject({ online: true, fault: undefined });
    expect(await surface.info(connection)).toBe(200);
  });
});
