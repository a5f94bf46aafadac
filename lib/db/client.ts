import { PrismaPg } from "@prisma/adapter-pg";
import { PrismaClient } from "@/lib/db/generated/client";
import { poolOptions } from "@/lib/db/pool-options";
import { statementNames } from "@/lib/db/statement-names";
import { env } from "@/lib/env";
import { shared } from "@/lib/shared";

export type Database = PrismaClient;
/** The client inside `$transaction(async (tx) => ...)`. */
export type Transaction = Parameters<Parameters<PrismaClient["$transaction"]>[0]>[0];

/** The database of this process. Only `lib/db` and files ending in `-store.ts` may use it. */
export function db(): Database {
  return shared("db", () => {
    const { databaseUrl: url, databaseDirectUrl, databasePool } = env();
    if (!url) throw new Error("No database address: call openDatabase first.");
    // Behind a pooler, the next use of a name may meet another connection of the database.
    const options = databaseDirectUrl ? {} : { statementNameGenerator: statementNames() };
    return new PrismaClient({ adapter: new PrismaPg(poolOptions(url, databasePool), options) });
  });
}

/**
 * Prisma's code for an error (`P2002` unique, `P2025` not found), or undefined. Never look at `meta`: it differs
 * between adapters.
 */
export function prismaCode(error: unknown): string | undefined {
  return typeof error === "object" && error !== null && "code" in error && typeof error.code === "string"
    ? error.code
    : undefined;
}
