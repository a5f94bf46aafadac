import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { days, fromNow, minutes, moveClock, now } from "@/lib/clock";
import { db } from "@/lib/db/client";
import { releasePrinter } from "@/lib/endings/release-printers-store";
import { overrideEnv } from "@/lib/env";
import { chooseOfflineMail, wantsOfflineMail } from "@/lib/printers/offline/offline-mail-store";
import { sendOfflineMails } from "@/lib/printers/offline/send-offline-mails";
import { setUpDatabase } from "@/tests/support/database";
import { mailsTo } from "@/tests/support/mails";
import { someAccount, somePrinter } from "@/tests/support/world";

setUpDatabase();

let clock = 0;
const pass = (ms: number) => moveClock((clock += ms));

/** The servers' rounds of some minutes. */
async function look(most: number): Promise<void> {
  for (let minute = 0; minute < most; minute++) {
    pass(minutes(1));
    await sendOfflineMails();
  }
}

beforeEach(async () => {
  await db().offlineWatch.deleteMany();
  await look(7);
});
afterEach(() => {
  moveClock((clock = 0));
  overrideEnv({ smtpUrl: undefined });
});

async function wished(name: string, ownerId?: string) {
  const owner = ownerId ? await db().user.findUniqueOrThrow({ where: { id: ownerId } }) : await someAccount();
  const { printer } = await somePrinter({ ownerId: owner.id, name });
  await chooseOfflineMail({ publicId: printer.publicId, userId: owner.id, wanted: true });
  const mails = () => mailsTo(owner.email);
  return { owner, printer, mails };
}
const set = (id: string, data: object) => db().printer.update({ where: { id }, data });
const leave = (id: string) =>
  set(id, { onlineSince: null, linkId: null, lastSeenAt: now(), lastDisconnectedAt: now() });
const comeBack = (id: string) => set(id, { onlineSince: now(), lastConnectedAt: now(), lastSeenAt: now() });

describe("the mail about a printer that went offline", () => {
  it("comes once an absence, after some minutes, and says since when and where it is turned off", async () => {
    const { printer, mails } = await wished("Voron");
    await leave(printer.id);
    await look(4);
    expect(await mails()).toEqual([]);
    await look(10);
    expect((await mails()).map(({ subject }) => subject)).toEqual(["Voron went offline"]);
    expect((await mails())[0]?.text).toMatch(/hasn’t been connected to .* since \w+ \d+, \d{4} at \d+:\d\d [AP]M UTC/);
    expect((await mails())[0]?.text).toContain(`/account/printers/${printer.publicId}#emails`);
    await comeBack(printer.id);
    await look(1);
    await leave(printer.id);
    await look(10);
    expect(await mails()).toHaveLength(2);
  });

  it("is sent by one of several servers that look at once", async () => {
    const { printer, mails } = await wished("Voron");
    await leave(printer.id);
    await look(4);
    pass(minutes(2));
    await Promise.all(Array.from({ length: 8 }, sendOfflineMails));
    expect(await mails()).toHaveLength(1);
  });

  it("is one for all printers of an account that went together", async () => {
    const { owner, printer, mails } = await wished("Voron");
    const { printer: second } = await wished("Prusa", owner.id);
    await leave(printer.id);
    await leave(second.id);
    await look(8);
    expect((await mails()).map(({ subject }) => subject)).toEqual(["2 of your OctoEverywhere printers went offline"]);
    expect((await mails())[0]?.text).toMatch(/Voron: Since .*\nPrusa: Since |Prusa: Since .*\nVoron: Since /);
  });

  it("never comes to who did not ask, nor about what was offline before, nor about another's printer", async () => {
    const owner = await someAccount();
    const { printer } = await somePrinter({ ownerId: owner.id });
    await leave(printer.id);
    await look(7);
    const choice = { publicId: printer.publicId, wanted: true };
    expect(await chooseOfflineMail({ ...choice, userId: (await someAccount()).id })).toBe(false);
    expect(await chooseOfflineMail({ ...choice, userId: owner.id })).toBe(true);
    await look(7);
    expect(await mailsTo(owner.email)).toEqual([]);
  });

  it("waits until printers had time to come back to servers that were away themselves", async () => {
    const { printer, mails } = await wished("Voron");
    // All servers end, and their mark of the printer stays.
    pass(minutes(60));
    await sendOfflineMails();
    await look(4);
    expect(await mails()).toEqual([]);
    await comeBack(printer.id);
    await sendOfflineMails();
    await look(2);
    expect(await mails()).toEqual([]);
  });

  it("is not sent six times a day and more, however often the connection comes and goes", async () => {
    const { printer, mails } = await wished("Voron");
    for (let time = 0; time < 9; time++) {
      await leave(printer.id);
      await look(7);
      await comeBack(printer.id);
      await look(1);
    }
    expect(await mails()).toHaveLength(6);
  });

  it("is tried again when the mail server was away, and is no news after a day", async () => {
    const { printer, mails } = await wished("Voron");
    overrideEnv({ smtpUrl: "smtp://127.0.0.1:1" });
    await leave(printer.id);
    await look(7);
    expect(await mails()).toEqual([]);
    overrideEnv({ smtpUrl: undefined });
    await look(1);
    expect(await mails()).toHaveLength(1);
    const late = await wished("Prusa");
    await set(late.printer.id, { onlineSince: null, lastSeenAt: fromNow(-days(1.1)) });
    await look(7);
    expect(await late.mails()).toEqual([]);
  });

  it("is wished for by the owner: the wish goes with the ownership", async () => {
    const { owner, printer } = await wished("Voron");
    expect(await wantsOfflineMail(printer.id, owner.id)).toBe(true);
    await releasePrinter({ printerId: printer.id, userId: owner.id, address: "192.0.2.1" });
    expect(await db().offlineMail.count({ where: { printerId: printer.id } })).toBe(0);
  });
});
