import { now } from "@/lib/clock";
import { Prisma } from "@/lib/db/generated/client";

/**
 * The condition "this connection has not ended", written down or not. Whether the account has perks, and whether a
 * sibling took its place, is asked elsewhere.
 */
export const livingConnection = () =>
  ({
    revokedAt: null,
    OR: [{ expiresAt: null }, { expiresAt: { gt: now() } }],
  }) satisfies Prisma.AppConnectionWhereInput;

/** The same for questions in SQL. @param connection what the table is called there, for example `Prisma.sql`c`` */
export function isLivingConnection(connection: Prisma.Sql): Prisma.Sql {
  // The column holds UTC without a zone; a text is read the same way, whatever the database's own zone is.
  return Prisma.sql`${connection}."revokedAt" IS NULL
    AND (${connection}."expiresAt" IS NULL OR ${connection}."expiresAt" > ${now().toISOString()}::timestamp)`;
}
