import { PrismaAdapter } from "@auth/prisma-adapter";
import type { Adapter } from "next-auth/adapters";
import { days, now } from "@/lib/clock";
import { db } from "@/lib/db/client";
import { digest } from "@/lib/digest";

/** A browser stays signed in this long without a visit, */
export const SESSION_IDLE_MS = days(30);
/** and this long at most (ASVS 7.3.2). */
export const SESSION_ABSOLUTE_MS = days(90);

/**
 * next-auth's database adapter with two changes: only the digest of a session token reaches the database, and a session
 * ends for good some time after it began, which next-auth does not know by itself.
 * @param onFault hears of an error, which next-auth itself takes for a missing session
 */
export function sessionAdapter(onFault: (error: unknown) => void = () => undefined): Adapter {
  return withFaultsTold(storeOfSessions(), onFault);
}

/** The same adapter, with each of its failures told. */
function withFaultsTold(adapter: Adapter, onFault: (error: unknown) => void): Adapter {
  const told = Object.entries(adapter).map(([name, call]: [string, (...input: unknown[]) => unknown]) => [
    name,
    async (...input: unknown[]) => {
      try {
        return await call(...input);
      } catch (error) {
        onFault(error);
        throw error;
      }
    },
  ]);
  return Object.fromEntries(told) as Adapter;
}

function storeOfSessions(): Adapter {
  const adapter = PrismaAdapter(db()) as Required<Adapter>;
  return {
    ...adapter,
    createSession: async (session) => ({
      ...(await adapter.createSession({ ...session, sessionToken: digest(session.sessionToken) })),
      sessionToken: session.sessionToken,
    }),
    getSessionAndUser: async (sessionToken) => {
      const found = await db().session.findUnique({
        where: { sessionToken: digest(sessionToken) },
        include: { user: true },
      });
      if (!found || found.createdAt.getTime() + SESSION_ABSOLUTE_MS < now().getTime()) return null;
      const { user, ...session } = found;
      return { user, session: { ...session, sessionToken } };
    },
    updateSession: async (session) => adapter.updateSession({ ...session, sessionToken: digest(session.sessionToken) }),
    deleteSession: async (sessionToken) => {
      await db().session.deleteMany({ where: { sessionToken: digest(sessionToken) } });
    },
  };
}
