import { describe, expect, it } from "vitest";
import { db } from "@/lib/db/client";
import { setUpQuickGateway } from "@/lib/gateway/test-gateway";
import { randomToken } from "@/lib/random";
import { consume } from "@/lib/rate-limits/rate-limit-store";
import { hello, TestPrinter } from "@/tests/support/plugin";

describe("a farm of printers behind one address", () => {
  const portal = setUpQuickGateway();

  const connect = async (greeting: ReturnType<typeof hello>) => {
    const { printer, reply } = await TestPrinter.shake(portal.origin, greeting);
    await printer.close();
    return reply;
  };

  it("comes back though its address has used up its handshakes: each printer of an owner by its own key", async () => {
    const [mine, strangers] = [hello(), hello()];
    expect([await connect(mine), await connect(strangers)]).toMatchObject([{ accepted: true }, { accepted: true }]);
    const owner = await db().user.create({ data: { email: "farm@example.test" } });
    await db().printer.update({ where: { publicId: mine.printerId! }, data: { ownerId: owner.id } });
    while ((await consume("handshakesPerAddress", "127.0.0.1")).ok);

    const tooMany = { accepted: false, error: expect.stringMatching(/^Too many connections/) as string };
    expect(await connect(mine)).toMatchObject({ accepted: true, connectedAccounts: ["linked"] });
    expect(await connect(strangers)).toMatchObject(tooMany);
    expect(await connect({ ...mine, privateKey: randomToken(80) })).toMatchObject(tooMany);
    expect(await connect(hello())).toMatchObject(tooMany);
    // One that loops is held back all the same.
    const { id } = await db().printer.findUniqueOrThrow({ where: { publicId: mine.printerId! } });
    while ((await consume("handshakesPerPrinter", id)).ok);
    expect(await connect(mine)).toMatchObject(tooMany);
  });
});
