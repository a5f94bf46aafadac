import { afterEach, describe, expect, it } from "vitest";
import { endSession } from "@/lib/accounts/end-sessions-store";
import { moveClock } from "@/lib/clock";
import { db } from "@/lib/db/client";
import { removePrinter } from "@/lib/endings/remove-printer";
import { anotherSession, setUpDoor } from "@/lib/view/test-door";
import { issueTicket } from "@/lib/view/view-store";
import { setUpDatabase } from "@/tests/support/database";
import { setUpGateway } from "@/tests/support/gateway";
import { setUpRelay } from "@/tests/support/relay";
import { someAccount, somePrinter } from "@/tests/support/world";

describe("a ticket to a printer's own page", () => {
  setUpDatabase();
  const door = setUpDoor(setUpRelay(setUpGateway()));
  afterEach(() => moveClock(0));

  it("is 128 bits and more, kept as a digest, as is the cookie it is good for", async () => {
    const { label, ticket } = await door.ticket();
    expect(ticket).toMatch(/^[A-Za-z0-9]{43}$/);
    expect(label).toMatch(/^[a-z0-9]{26}$/);
    const kept = JSON.stringify([await db().viewTicket.findMany(), await db().viewSession.findMany()]);
    expect(kept).not.toContain(ticket);
    const { headers } = await door.enter(label, ticket);
    const token = /^portal-view=([A-Za-z0-9]{43});/.exec(headers["set-cookie"]?.[0] ?? "")?.[1] ?? "";
    expect(token).not.toBe("");
    expect(JSON.stringify(await db().viewSession.findMany())).not.toContain(token);
    expect(label).not.toContain(door.publicId.toLowerCase().slice(0, 8));
  });

  it("is answered by a 303 to an address without it, with a cookie of this host that scripts cannot read", async () => {
    const { label, ticket } = await door.ticket();
    const { status, headers } = await door.enter(label, ticket);
    expect([status, headers.location, headers["cache-control"]]).toEqual([303, "/", "no-store"]);
    expect(headers["set-cookie"]?.[0]).toMatch(/; Path=\/; HttpOnly; SameSite=Lax$/);
    expect(headers["set-cookie"]?.[0]).not.toMatch(/domain/i);
  });

  it("works once, also when it is posted ten times at the same moment", async () => {
    const { label, ticket } = await door.ticket();
    const answers = await Promise.all(Array.from({ length: 10 }, () => door.enter(label, ticket)));
    expect(answers.map(({ status }) => status).sort()).toEqual([303, ...Array<number>(9).fill(403)]);
    const again = await door.enter(label, ticket);
    expect([again.status, again.headers["set-cookie"]]).toEqual([403, undefined]);
    expect(again.body).toContain("This way in has expired");
    expect(again.body).toContain(`/view/${door.publicId}`);
  });

  it("works for thirty seconds", async () => {
    const [early, late] = [await door.ticket(), await door.ticket()];
    moveClock(29_000);
    expect((await door.enter(early.label, early.ticket)).status).toBe(303);
    moveClock(30_500);
    expect((await door.enter(late.label, late.ticket)).status).toBe(403);
  });

  it("works on its own host only, and is used up by the try", async () => {
    const { printer } = await somePrinter({ ownerId: door.userId });
    const sibling = await issueTicket({ ...door, publicId: printer.publicId });
    const { label, ticket } = await door.ticket();
    expect(sibling?.label).not.toBe(label);
    expect((await door.enter(sibling?.label ?? "", ticket)).status).toBe(403);
    expect((await door.enter(label, ticket)).status).toBe(403);
  });

  it.each([
    ["its sign-in ended", () => endSession(door.userId, door.sessionId)],
    ["its sign-in is too old", async () => moveClock(13 * 3_600_000)],
    ["the printer was removed", () => removePrinter({ ...door, address: "203.0.113.7" })],
    [
      "the printer has another owner",
      async () =>
        db().printer.update({ where: { publicId: door.publicId }, data: { ownerId: (await someAccount()).id } }),
    ],
  ])("is nothing once %s", async (_, end) => {
    const { label, ticket } = await door.ticket();
    await end();
    expect((await door.enter(label, ticket)).status).toBe(403);
  });

  it("is nobody's but the owner's", async () => {
    const { id } = await someAccount();
    expect(await issueTicket({ ...door, userId: id, sessionId: await anotherSession(id) })).toBeUndefined();
  });

  it("of one account's sign-in opens nothing of another account's printer, whatever its row says", async () => {
    const { label, ticket } = await door.ticket();
    const stranger = await anotherSession((await someAccount()).id);
    await db().viewTicket.updateMany({ data: { sessionId: stranger } });
    expect((await door.enter(label, ticket)).status).toBe(403);
  });

  it.each<[string, Record<string, string>]>([
    ["another site's form", { Origin: "https://evil.example" }],
    ["a printer's page on a sibling host", { Origin: "http://view-other.localhost:1" }],
    ["no origin", { Origin: "null" }],
    ["a script", { "sec-fetch-mode": "cors", "sec-fetch-dest": "empty" }],
    ["a frame", { "sec-fetch-dest": "iframe" }],
  ])("is not taken from %s, and stays good", async (_, headers) => {
    const { label, ticket } = await door.ticket();
    expect((await door.enter(label, ticket, headers)).status).toBe(403);
    expect((await door.enter(label, ticket)).status).toBe(303);
  });

  it.each(["", "ticket=", `ticket=${"a".repeat(42)}`, "x".repeat(5000)])(
    "is refused where it is none: %.20s",
    async (body) => {
      const { label } = await door.ticket();
      expect((await door.enter(label, body)).status).toBe(403);
    },
  );

  it("leads to another host for each owner, and for the same one anew", async () => {
    const first = await door.ticket();
    expect((await door.ticket()).label).toBe(first.label);
    await removePrinter({ ...door, address: "203.0.113.7" });
    const other = await someAccount();
    await db().printer.update({ where: { publicId: door.publicId }, data: { ownerId: other.id } });
    const second = await issueTicket({ ...door, userId: other.id, sessionId: await anotherSession(other.id) });
    await db().printer.update({ where: { publicId: door.publicId }, data: { ownerId: door.userId } });
    const third = await door.ticket();
    expect(new Set([first.label, second?.label, third.label]).size).toBe(3);
    expect((await door.enter(first.label, first.ticket)).body).not.toContain(door.publicId);
  });
});
