import { fromNow, minutes, now } from "@/lib/clock";
import { db, type Transaction } from "@/lib/db/client";
import { digest } from "@/lib/digest";
import { PLATFORMS } from "@/lib/octostream/platforms";
import { randomToken } from "@/lib/random";

/** How long an agent that nobody said yes to is kept. */
export const UNCLAIMED_LIFETIME_MS = minutes(15);

const TOKEN_LENGTH = 64;
/** Apps send it back as the printer's id, so it has the form of one (docs/app-contract.md#6-finding-the-printer-id). */
const PUBLIC_ID_LENGTH = 48;

/** A printer that is connected by an agent. */
export type AgentPrinter = {
  printerId: string;
  publicId: string;
  /** What its owner calls it, else what it was called in its wizard. */
  name: string | null;
  /** Null: nobody has said that it is theirs. */
  ownerId: string | null;
  owned: boolean;
};

/** What is known of a printer when its agent is linked. */
export type NewAgent = {
  platform: keyof typeof PLATFORMS;
  /** Address in its own network, if it told one. */
  lanIp: string | null;
  /** Normalised address that it is linked from. */
  networkAddress: string;
};

/** Whether a text from outside may be a token: what no agent was ever given needs no look into the database. */
export const isAgentToken = (text: string): boolean => text.length === TOKEN_LENGTH && /^[A-Za-z0-9]+$/.test(text);

/**
 * The printer whose agent has this token. A token is dead once its printer was removed from its account, or nobody said
 * yes to it in time.
 */
export async function findAgentByToken(token: string): Promise<AgentPrinter | null> {
  if (!isAgentToken(token)) return null;
  const row = await db().printer.findFirst({
    where: {
      keyDigest: digest(token),
      isAgent: true,
      OR: [{ ownerId: { not: null } }, { firstSeenAt: { gt: fromNow(-UNCLAIMED_LIFETIME_MS) } }],
    },
    select: { id: true, publicId: true, name: true, saidName: true, ownerId: true },
  });
  if (!row) return null;
  const { id: printerId, publicId, name, saidName, ownerId } = row;
  return { printerId, publicId, name: name ?? saidName, ownerId, owned: ownerId !== null };
}

/** An agent that was linked just now, with the only copy of its token. */
export type LinkedAgent = { printerId: string; publicId: string; token: string };

/** Makes the row of an agent that is being linked: without an owner. */
export async function createAgent(agent: NewAgent, tx: Transaction): Promise<LinkedAgent> {
  const token = randomToken(TOKEN_LENGTH);
  const publicId = randomToken(PUBLIC_ID_LENGTH);
  const { id } = await tx.printer.create({
    data: {
      publicId,
      keyDigest: digest(token),
      isAgent: true,
      platform: PLATFORMS[agent.platform],
      lanIp: agent.lanIp,
      networkAddress: agent.networkAddress,
      firstSeenAt: now(),
    },
  });
  return { printerId: id, publicId, token };
}

/** Gives an agent that has not connected yet another token. @returns undefined when it has */
export async function renewAgentToken(printerId: string, tx: Transaction): Promise<LinkedAgent | undefined> {
  const token = randomToken(TOKEN_LENGTH);
  const [row] = await tx.printer.updateManyAndReturn({
    where: { id: printerId, isAgent: true, lastConnectedAt: null },
    data: { keyDigest: digest(token) },
    select: { publicId: true },
  });
  return row && { printerId, publicId: row.publicId, token };
}

/** Deletes agents whose time for a yes is over. @returns the public ids by which their links are to be ended */
export async function deleteUnclaimedAgents(): Promise<string[]> {
  const gone = await db().$queryRaw<{ publicId: string }[]>`
    DELETE FROM "Printer" WHERE "isAgent" AND "ownerId" IS NULL AND "firstSeenAt" <= ${fromNow(-UNCLAIMED_LIFETIME_MS)}
    RETURNING "publicId"`;
  return gone.map(({ publicId }) => publicId);
}
