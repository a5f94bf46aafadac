import { db } from "@/lib/db/client";
import { randomToken } from "@/lib/random";

/** Gives a printer to a new person under a name, or takes it from its owner (null). */
export async function givePrinter(publicId: string, name: string | null): Promise<void> {
  const owner = name === null ? null : await db().user.create({ data: { email: `${randomToken(9)}@example.org` } });
  await db().printer.update({ where: { publicId }, data: { name, ownerId: owner?.id ?? null } });
}
