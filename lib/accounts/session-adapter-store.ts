import { PrismaAdapter } from "@auth/prisma-adapter";
import type { Adapter } from "next-auth/adapters";
import { days, fromNow, hours, now } from "@/lib/clock";
import { db } from "@/lib/db/client";
import { digest } from "@/lib/digest";

/** A sign-in ends this long after it began (ASVS 7.3.2), */
export const SESSION_MS = hours(12);
/** or this long, where the person chose to stay signed in. */
export const SESSION_STAY_MS = days(90);

/** Those of versions that asked nothing end after this long without a visit, or after {@link SESSION_STAY_MS}. */
export const SESSION_IDLE_MS = days(30);

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

const endOf = ({ endsAt, createdAt }: { endsAt: Date | null; createdAt: Date }) =>
  endsAt?.getTime() ?? createdAt.getTime() + SESSION_STAY_MS;

/** Whether a sign-in still holds. Pure. */
export const isLiving = (session: { endsAt: Date | null; createdAt: Date; expires: Date }, at: Date): boolean =>
  endOf(session) > at.getTime() && (session.endsAt !== null || session.expires > at);

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
      if (!found || endOf(found) <= now().getTime()) return null;
      const { user, ...session } = found;
      // Where the end is fixed, next-auth has nothing to extend.
      const expires = session.endsAt ? fromNow(SESSION_IDLE_MS) : session.expires;
      return { user, session: { ...session, expires, sessionToken } };
    },
    updateSession: async (session) => adapter.updateSession({ ...session, sessionToken: digest(session.sessionToken) }),
    deleteSession: async (sessionToken) => {
      await db().session.deleteMany({ where: { sessionToken: digest(sessionToken) } });
    },
  };
}
