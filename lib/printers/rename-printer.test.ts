import { describe, expect, it } from "vitest";
import { db } from "@/lib/db/client";
import { renamePrinter } from "@/lib/printers/rename-printer";
import { setUpDatabase } from "@/tests/support/database";
import { someAccount, somePrinter } from "@/tests/support/world";

describe("renaming a printer", () => {
  setUpDatabase();

  it("is for its owner, by the rules for new names, and written into the audit log", async () => {
    const [owner, other] = [await someAccount(), await someAccount()];
    const { printer } = await somePrinter({ ownerId: owner.id });
    const rename = (userId: string, name: string, publicId = printer.publicId) =>
      renamePrinter({ publicId, userId, name, address: "203.0.113.9" });
    const nameNow = async () => (await db().printer.findUniqueOrThrow({ where: { id: printer.id } })).name;
    expect(await rename(other.id, "Mine now")).toEqual({ ok: false, error: "not_yours" });
    expect(await rename(owner.id, "Mine now", "A".repeat(60))).toEqual({ ok: false, error: "not_yours" });
    expect(await rename(owner.id, " ")).toEqual({ ok: false, error: "printer_name_missing" });
    expect(await rename(owner.id, "x".repeat(61))).toEqual({ ok: false, error: "printer_name_too_long" });
    expect(await nameNow()).toBe("Voron");
    expect(await rename(owner.id, " Prusa ")).toEqual({ ok: true });
    expect(await nameNow()).toBe("Prusa");
    expect(await db().auditLogEntry.findMany({ select: { userId: true, kind: true, printerId: true } })).toEqual([
      { userId: owner.id, kind: "printer_renamed", printerId: printer.id },
    ]);
  });
});
