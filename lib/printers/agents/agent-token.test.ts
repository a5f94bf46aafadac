import { afterEach, describe, expect, it } from "vitest";
import { minutes, moveClock } from "@/lib/clock";
import { db } from "@/lib/db/client";
import { digest } from "@/lib/digest";
import { removePrinter } from "@/lib/endings/remove-printer";
import { createAgent, findAgentByToken, deleteUnclaimedAgents } from "@/lib/printers/agents/agent-token-store";
import { setUpDatabase } from "@/tests/support/database";
import { someAccount } from "@/tests/support/world";

const AGENT = { platform: "octoprint", lanIp: "192.168.1.20", networkAddress: "203.0.113.7" } as const;

const makeAgent = () => db().$transaction((tx) => createAgent(AGENT, tx));

const claim = async (printerId: string) => {
  const { id: userId } = await someAccount();
  await db().printer.update({
    where: { id: printerId },
    data: { ownerId: userId, name: "Mini", claimedAt: new Date() },
  });
  return userId;
};

describe("an agent's token", () => {
  setUpDatabase();
  afterEach(() => moveClock(0));

  it("finds its printer, which has no owner yet and an id as the apps expect", async () => {
    const { token, printerId, publicId } = await makeAgent();
    expect(token).toMatch(/^[A-Za-z0-9]{64}$/);
    expect(publicId).toMatch(/^[A-Za-z0-9]{48}$/);
    expect(await findAgentByToken(token)).toEqual({ printerId, publicId, name: null, ownerId: null, owned: false });
    expect(JSON.stringify(await db().printer.findMany())).not.toContain(token);
  });

  it.each(["", "short", "A".repeat(63), "A".repeat(64), `${"A".repeat(63)}%`, "A".repeat(100_000)])(
    "is none that was never given: %.20s",
    async (token) => {
      await makeAgent();
      expect(await findAgentByToken(token)).toBeNull();
    },
  );

  it("is no key of a printer that is connected in another way", async () => {
    const token = "B".repeat(64);
    await db().printer.create({ data: { publicId: "C".repeat(40), keyDigest: digest(token) } });
    expect(await findAgentByToken(token)).toBeNull();
  });

  it("is dead after 15 minutes without a yes, and the printer is gone with the next sweep", async () => {
    await db().printer.deleteMany({ where: { isAgent: true } });
    const [left, claimed] = [await makeAgent(), await makeAgent()];
    await claim(claimed.printerId);
    moveClock(minutes(14));
    expect(await deleteUnclaimedAgents()).toEqual([]);
    expect(await findAgentByToken(left.token)).not.toBeNull();
    moveClock(minutes(16));
    expect(await findAgentByToken(left.token)).toBeNull();
    expect(await deleteUnclaimedAgents()).toEqual([left.publicId]);
    expect(await db().printer.count({ where: { id: left.printerId } })).toBe(0);
    expect(await findAgentByToken(claimed.token)).toMatchObject({ owned: true, name: "Mini" });
  });

  it("is dead at once when its printer is removed from the account", async () => {
    const { token, printerId, publicId } = await makeAgent();
    const userId = await claim(printerId);
    expect(await findAgentByToken(token)).toMatchObject({ owned: true });
    expect(await removePrinter({ publicId, userId, address: "203.0.113.7" })).toBe("removed");
    expect(await findAgentByToken(token)).toBeNull();
  });
});
