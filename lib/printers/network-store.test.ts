import { describe, expect, it } from "vitest";
import { now } from "@/lib/clock";
import { db } from "@/lib/db/client";
import { unownedPrinterAppeared } from "@/lib/printers/network-store";
import { randomToken } from "@/lib/random";
import { setUpDatabase } from "@/tests/support/database";

const HERE = "203.0.113.80";
const appear = async () =>
  (
    await db().printer.create({
      data: {
        publicId: randomToken(50),
        keyDigest: randomToken(40),
        networkAddress: HERE,
        onlineSince: now(),
        lastSeenAt: now(),
      },
    })
  ).id;

describe("the hint that a new printer is on the network", () => {
  setUpDatabase();

  it("never speaks of a printer that was refused, and still of another one", async () => {
    expect(await unownedPrinterAppeared(HERE, [])).toBe(false);
    const refused = await appear();
    expect(await unownedPrinterAppeared(HERE, [])).toBe(true);
    expect(await unownedPrinterAppeared(HERE, [refused])).toBe(false);
    await appear();
    expect(await unownedPrinterAppeared(HERE, [refused])).toBe(true);
  });
});
