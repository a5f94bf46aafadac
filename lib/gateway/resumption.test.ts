import { describe, expect, it } from "vitest";
import { minutes, moveClock } from "@/lib/clock";
import { db } from "@/lib/db/client";
import { releasePrinter } from "@/lib/endings/release-printers-store";
import { setUpQuickGateway } from "@/lib/gateway/test-gateway";
import { offerResumption, RESUMPTION_NAME } from "@/lib/octostream/resumption";
import { randomToken } from "@/lib/random";
import { givePrinter } from "@/tests/support/give-printer";
import { hello, TestPrinter, type Hello } from "@/tests/support/plugin";

/** Nothing that anybody encrypted: with this alone a printer is refused. */
const NO_CHALLENGE = new Uint8Array(512).fill(7);

describe("a printer that comes back without a challenge", () => {
  const portal = setUpQuickGateway();

  /** Was here a moment ago, with an owner. */
  const here = async (owned = true) => {
    const greeting = hello();
    const { printer, reply } = await TestPrinter.shake(portal.origin, greeting);
    if (owned) await givePrinter(greeting.printerId!, "Workshop");
    await printer.close();
    return { greeting, octoKey: reply.octoKey! };
  };

  const comeBack = async (greeting: Hello, octoKey: string, offer = offerResumption(octoKey)) => {
    const properties: [string, string][] = [[RESUMPTION_NAME, offer.value]];
    const { printer, reply } = await TestPrinter.shake(portal.origin, {
      ...greeting,
      rsaChallenge: NO_CHALLENGE,
      properties,
    });
    await printer.close();
    return { reply, offer };
  };

  it("is accepted, and knows the service by a secret of its last handshake", async () => {
    const { greeting, octoKey } = await here();
    const { reply, offer } = await comeBack(greeting, octoKey);
    expect(reply).toMatchObject({ accepted: true, connectedAccounts: ["linked"], rsaChallengeResult: offer.answer });
    expect(reply.octoKey).not.toBe(octoKey);
    expect((await comeBack(greeting, reply.octoKey!)).reply.accepted).toBe(true);
  });

  it("is refused when it does so twice with the same secret, also twenty times at once", async () => {
    const { greeting, octoKey } = await here();
    const replies = await Promise.all(Array.from({ length: 20 }, () => comeBack(greeting, octoKey)));
    expect(replies.filter(({ reply }) => reply.accepted)).toHaveLength(1);
    expect((await comeBack(greeting, octoKey)).reply.accepted).toBe(false);
  });

  it.each<[string, (printer: Awaited<ReturnType<typeof here>>) => Promise<unknown> | unknown]>([
    ["it was away for more than ten minutes", () => moveClock(minutes(10) + 1000)],
    ["its secret is another one", (printer) => (printer.octoKey = randomToken(40))],
    ["its key is another one", ({ greeting }) => (greeting.privateKey = randomToken(80))],
    [
      "it was removed from its account meanwhile, and added to another",
      async ({ greeting }) => {
        const where = { publicId: greeting.printerId! };
        const { id: printerId, ownerId } = await db().printer.findUniqueOrThrow({ where });
        await releasePrinter({ printerId, userId: ownerId!, address: "192.0.2.1" });
        await givePrinter(where.publicId, "Somewhere else");
      },
    ],
  ])("needs a challenge when %s", async (_, change) => {
    const printer = await here();
    await change(printer);
    expect((await comeBack(printer.greeting, printer.octoKey)).reply.accepted).toBe(false);
  });

  it("needs a challenge while it has no owner", async () => {
    const { greeting, octoKey } = await here(false);
    expect((await comeBack(greeting, octoKey)).reply.accepted).toBe(false);
  });

  it("is asked for the challenge when its offer is worth nothing, and passes with that", async () => {
    const { greeting } = await here();
    const properties: [string, string][] = [[RESUMPTION_NAME, offerResumption("another").value]];
    const { printer, reply } = await TestPrinter.shake(portal.origin, { ...greeting, properties });
    expect(reply.accepted).toBe(true);
    await printer.close();
  });
});
