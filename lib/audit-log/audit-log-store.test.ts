import { expect, it } from "vitest";
import { listAuditLog, sweepTries, writeAuditLog } from "@/lib/audit-log/audit-log-store";
import { days, minutes, moveClock } from "@/lib/clock";
import { db } from "@/lib/db/client";
import { setUpDatabase } from "@/tests/support/database";
import { someAccount } from "@/tests/support/world";

setUpDatabase();

it("what was done stays readable, however often strangers try; their tries are forgotten in time", async () => {
  const { id: userId } = await someAccount();
  await writeAuditLog({ userId, kind: "email_changed" });
  for (let index = 0; index < 120; index++)
    await writeAuditLog({ userId, kind: index % 2 ? "password_failed" : "limit_hit", address: `192.0.2.${index}` });
  const auditLog = await listAuditLog(userId);
  expect(auditLog.map(({ kind }) => kind)).toContain("email_changed");
  expect(auditLog.filter(({ kind }) => kind !== "email_changed")).toHaveLength(15);
  expect([...auditLog].sort((a, b) => Number(b.at) - Number(a.at))).toEqual(auditLog);
  moveClock(days(91));
  await sweepTries();
  moveClock(0);
  expect((await db().auditLogEntry.findMany({ where: { userId } })).map(({ kind }) => kind)).toEqual(["email_changed"]);
});

it("equal tries of a quarter of an hour are one entry with a number, also at once; others are not", async () => {
  const { id: userId } = await someAccount();
  const tried = { userId, kind: "code_failed", address: "203.0.113.7" } as const;
  await Promise.all(Array.from({ length: 50 }, () => writeAuditLog(tried)));
  await writeAuditLog({ ...tried, address: "203.0.113.8" });
  await writeAuditLog({ ...tried, kind: "password_failed" });
  await writeAuditLog({ ...tried, kind: "signed_in" });
  await writeAuditLog({ ...tried, kind: "signed_in" });
  moveClock(minutes(16));
  await writeAuditLog(tried);
  const counts = (await listAuditLog(userId)).map(({ kind, address, times }) => [kind, address, times]);
  moveClock(0);
  expect(counts.sort()).toEqual(
    [
      ["code_failed", "203.0.113.7", 50],
      ["code_failed", "203.0.113.7", 1],
      ["code_failed", "203.0.113.8", 1],
      ["password_failed", "203.0.113.7", 1],
      ["signed_in", "203.0.113.7", 1],
      ["signed_in", "203.0.113.7", 1],
    ].sort(),
  );
});
