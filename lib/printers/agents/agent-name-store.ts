import { writeAuditLog } from "@/lib/audit-log/audit-log-store";
import { db } from "@/lib/db/client";

/**
 * An agent's wizard says what its printer is called. The page proposes that; a printer that was added meanwhile, with
 * the name that the page proposed instead, is called so from now on. A name of the owner's own stays.
 * @param name cleaned
 * @param address of the agent, for the owner's audit log
 */
export async function saveAgentName(printerId: string, name: string, address: string): Promise<void> {
  await db().$transaction(async (tx) => {
    await tx.printer.updateMany({ where: { id: printerId, isAgent: true }, data: { saidName: name } });
    const [renamed] = await tx.printer.updateManyAndReturn({
      where: { id: printerId, isAgent: true, isNameSuggested: true, ownerId: { not: null } },
      data: { name, isNameSuggested: false },
      select: { ownerId: true },
    });
    if (renamed?.ownerId)
      await writeAuditLog({ userId: renamed.ownerId, kind: "printer_renamed", printerId, address }, tx);
  });
}
