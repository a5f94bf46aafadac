import { expect, it } from "vitest";
import { listAuditLog, sweepTries, writeAuditLog } from "@/lib/audit-log/audit-log-store";
import { days, moveClock } from "@/lib/clock";
import { db } from "@/lib/db/client";
import { setUpDatabase } from "@/tests/support/database";
import { someAccount } from "@/tests/support/world";

setUpDatabase();

it("what was done stays readable, however often strangers try; their tries are forgotten in time", async () => {
  const { id: userId } = await someAccount();
  await writeAuditLog({ userId, kind: "email_changed" });
  for (let index = 0; index < 120; index++)
    await writeAuditLog({ userId, kind: index % 2 ? "password_failed" : "limit_hit", address: "203.0.113.7" });
  const auditLog = await listAuditLog(userId);
  expect(auditLog.map(({ kind }) => kind)).toContain("email_changed");
  expect(auditLog.filter(({ kind }) => kind !== "email_changed")).toHaveLength(15);
  expect([...auditLog].sort((a, b) => Number(b.at) - Number(a.at))).toEqual(auditLog);
  moveClock(days(91));
  await sweepTries();
  moveClock(0);
  expect((await db().auditLogEntry.findMany({ where: { userId } })).map(({ kind }) => kind)).toEqual(["email_changed"]);
});
