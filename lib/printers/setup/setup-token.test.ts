import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { startSession } from "@/lib/accounts/account-store";
import { hours, minutes, moveClock } from "@/lib/clock";
import { db } from "@/lib/db/client";
import { digest } from "@/lib/digest";
import { readHostName } from "@/lib/host-name";
import { endJourney, createJourney } from "@/lib/journey/journey-store";
import { confirmPrinter } from "@/lib/printers/confirm-printer";
import { getFoundPrinter } from "@/lib/printers/found-printer-store";
import { answerSetupPresent, answerSetupToken } from "@/lib/printers/setup/answer-setup-token";
import { setupTokenOf, shortenEmail } from "@/lib/printers/setup/setup-token";
import {
  printerOfSetup,
  refuseSetup,
  setupTokenToShow,
  sweepSetupTokens,
  wasSetupVoided,
  type SetupPlace,
} from "@/lib/printers/setup/setup-token-store";
import { call, HOME } from "@/lib/printers/test-linking";
import { randomToken } from "@/lib/random";
import { setUpDatabase } from "@/tests/support/database";
import { someAccount, somePrinter } from "@/tests/support/world";

type Printer = Awaited<ReturnType<typeof somePrinter>>;

const BROWSER = { address: "203.0.113.7", device: "Safari on iPhone" };

describe("a setup token", () => {
  setUpDatabase();
  let place: SetupPlace;
  let email: string;
  let printer: Printer;
  const present = (token: string, { printer: { publicId }, octoKey }: Printer, more: object = {}) =>
    answerSetupPresent(call({ Token: token, PrinterId: publicId, OctoKey: octoKey, ...more }));
  const ask = async (token: unknown) => answerSetupToken(call({ Token: token }));
  const confirm = ({ printer: { id } }: Printer, userId = place.userId) =>
    confirmPrinter({ printerId: id, userId, name: "Voron", address: HOME });
  const ownerOf = async ({ printer: { id } }: Printer) =>
    (await db().printer.findUniqueOrThrow({ where: { id } })).ownerId;

  beforeEach(async () => {
    const account = await someAccount();
    email = account.email;
    const browser = randomToken(43);
    await startSession(account.id, BROWSER, { recentAuth: true, browserDigest: digest(browser) });
    const journeyId = await createJourney(browser, { goal: "printer", userId: account.id });
    place = { journeyId, userId: account.id };
    printer = await somePrinter();
  });
  afterEach(() => moveClock(0));

  it("is the same at each look, and another one near its end; both work until theirs", async () => {
    const token = await setupTokenToShow(place);
    expect(token).toMatch(/^[\w-]{22}$/);
    moveClock(minutes(19));
    expect(await setupTokenToShow(place)).toBe(token);
    moveClock(minutes(21));
    expect(await setupTokenToShow(place)).not.toBe(token);
    expect((await ask(token)).status).toBe(200);
    moveClock(minutes(31));
    expect((await ask(token)).status).toBe(404);
  });

  it("is nowhere in the database, and differs for each row", async () => {
    const token = await setupTokenToShow(place);
    expect(JSON.stringify(await db().setupToken.findMany())).not.toContain(token);
    expect(setupTokenOf("a")).not.toBe(setupTokenOf("b"));
  });

  it("tells whose page it is, shortened, and is not used up by that", async () => {
    const token = await setupTokenToShow(place);
    for (let times = 0; times < 2; times++)
      expect(await ask(token)).toMatchObject({
        status: 200,
        body: { Result: { Account: shortenEmail(email), ExpiresInSeconds: expect.any(Number) as number } },
      });
    expect(await printerOfSetup(place)).toBeUndefined();
    expect(await ask("A".repeat(22))).toMatchObject({ status: 404 });
    expect(await ask({ token })).toMatchObject({ status: 404 });
  });

  it("shows the printer that presents it on its page, and only a confirmation of that account owns it", async () => {
    const token = await setupTokenToShow(place);
    expect((await present(token, printer, { HostName: "voron-pi" })).status).toBe(200);
    expect(await printerOfSetup(place)).toEqual({ printerId: printer.printer.id, hostName: "voron-pi" });
    expect(await getFoundPrinter(printer.printer.id, place.userId)).toMatchObject({ online: true });
    expect(await ownerOf(printer)).toBeNull();
    const stranger = await someAccount();
    expect(await confirm(printer, stranger.id)).toEqual({ ok: false, error: "printer_gone" });
    expect(await confirm(printer)).toMatchObject({ ok: true });
    expect(await ownerOf(printer)).toBe(place.userId);
    expect((await ask(token)).status).toBe(404);
  });

  it("is void when a second printer presents it: then neither can be added by it, and the page says so", async () => {
    const token = await setupTokenToShow(place);
    const second = await somePrinter();
    expect((await present(token, printer)).status).toBe(200);
    expect((await present(token, printer)).status).toBe(200);
    expect((await present(token, second)).status).toBe(409);
    expect((await present(token, printer)).status).toBe(404);
    expect(await wasSetupVoided(place)).toBe(true);
    for (const one of [printer, second]) expect(await confirm(one)).toMatchObject({ ok: false });
    expect(await setupTokenToShow(place)).not.toBe(token);
  });

  it("presented by many at once binds none of them", async () => {
    const token = await setupTokenToShow(place);
    const printers = await Promise.all(Array.from({ length: 8 }, () => somePrinter()));
    const answers = await Promise.all(printers.map((one) => present(token, one)));
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
    expect(await printerOfSetup(place)).toBeUndefined();
  });

  it("is ignored by a printer that has an owner, and stays good", async () => {
    const token = await setupTokenToShow(place);
    const other = await someAccount();
    await db().printer.update({ where: { id: printer.printer.id }, data: { ownerId: other.id } });
    expect((await present(token, printer)).status).toBe(409);
    expect(await ownerOf(printer)).toBe(other.id);
    expect((await ask(token)).status).toBe(200);
  });

  it("takes the printer's own key: an id, a place or a wrong key present nothing", async () => {
    const token = await setupTokenToShow(place);
    const { publicId: PrinterId } = printer.printer;
    for (const OctoKey of [undefined, null, "wrong", 7])
      expect((await answerSetupPresent(call({ Token: token, PrinterId, OctoKey }))).status).toBe(404);
    expect(await printerOfSetup(place)).toBeUndefined();
  });

  it.each(["ended", "refused"])("is dead once its page is %s", async (how) => {
    const token = await setupTokenToShow(place);
    await present(token, printer);
    if (how === "ended") await endJourney(place.journeyId, "cancelled");
    else await refuseSetup(place);
    expect((await ask(token)).status).toBe(404);
    expect(await confirm(printer)).toMatchObject({ ok: false });
    expect(await wasSetupVoided(place)).toBe(false);
  });

  it("ends with the sign-in of the browser that shows it, and with no other", async () => {
    const token = await setupTokenToShow(place);
    const { browserDigest } = await db().journey.findUniqueOrThrow({ where: { id: place.journeyId } });
    await startSession(place.userId, BROWSER, { recentAuth: true, browserDigest: "of another browser" });
    expect((await ask(token)).status).toBe(200);
    await db().session.deleteMany({ where: { browserDigest } });
    expect((await ask(token)).status).toBe(404);
    expect((await present(token, printer)).status).toBe(404);
  });

  it("is forgotten a day after its end", async () => {
    await setupTokenToShow(place);
    moveClock(hours(25));
    await sweepSetupTokens();
    expect(await db().setupToken.count({ where: { userId: place.userId } })).toBe(0);
  });

  it.each([
    ["voron-pi", "voron-pi"],
    ["octopi.local", "octopi.local"],
    ["<b>x</b>", null],
    ["‮evil", null],
    ["a".repeat(64), null],
    ["", null],
    [7, null],
  ])("shows the host name %j as %j", (said, shown) => expect(readHostName(said)).toBe(shown));
});
