import { expect, it } from "vitest";
import { listTrail, sweepTries, writeAudit } from "@/lib/audit/audit-store";
import { days, moveClock } from "@/lib/clock";
import { db } from "@/lib/db/client";
import { setUpDatabase } from "@/tests/support/database";
import { someAccount } from "@/tests/support/world";

setUpDatabase();

it("what was done stays readable, however often strangers try; their tries are forgotten in time", async () => {
  const { id: userId } = await someAccount();
  await writeAudit({ userId, kind: "email_changed" });
  for (let index = 0; index < 120; index++)
    await writeAudit({ userId, kind: index % 2 ? "password_failed" : "limit_hit", address: "203.0.113.7" });
  const trail = await listTrail(userId);
  expect(trail.map(({ kind }) => kind)).toContain("email_changed");
  expect(trail.filter(({ kind }) => kind !== "email_changed")).toHaveLength(15);
  expect([...trail].sort((a, b) => Number(b.at) - Number(a.at))).toEqual(trail);
  moveClock(days(91));
  await sweepTries();
  moveClock(0);
  expect((await db().auditEntry.findMany({ where: { userId } })).map(({ kind }) => kind)).toEqual(["email_changed"]);
});
