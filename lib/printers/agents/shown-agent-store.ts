import { fromNow, now } from "@/lib/clock";
import { db, type Transaction } from "@/lib/db/client";
import { digest } from "@/lib/digest";
import { UNCLAIMED_LIFETIME_MS } from "@/lib/printers/agents/agent-token-store";
import type { SetupPlace } from "@/lib/printers/setup/setup-token-store";
import { randomToken } from "@/lib/random";

/**
 * The printer of an agent appears on the page whose digits it knew, or on which its passcode was entered: as one does
 * that presented a setup token, so only the person's tap makes it theirs.
 */
export async function showOnPage(
  { journeyId, userId }: SetupPlace,
  printerId: string,
  hostName: string | null,
  tx: Transaction,
): Promise<void> {
  await tx.setupToken.create({
    data: {
      id: randomToken(22),
      // Nobody has this token, so no other printer can present it.
      tokenDigest: digest(randomToken(43)),
      journeyId,
      userId,
      createdAt: now(),
      expiresAt: fromNow(UNCLAIMED_LIFETIME_MS),
      printerId,
      hostName,
    },
  });
}

/**
 * "That's not mine", of agents: they are gone at once, and so are their tokens.
 * @returns public ids by which their links are to be ended
 */
export async function deleteRefusedAgents({ journeyId, userId }: SetupPlace): Promise<string[]> {
  return db().$transaction(async (tx) => {
    const refused = await tx.printer.findMany({
      where: { isAgent: true, ownerId: null, setupTokens: { some: { journeyId, userId } } },
      select: { id: true },
    });
    const printerId = { in: refused.map(({ id }) => id) };
    await tx.agentCode.deleteMany({ where: { printerId } });
    const gone = await tx.$queryRaw<{ publicId: string }[]>`
      DELETE FROM "Printer" WHERE "id" = ANY(${printerId.in}) AND "ownerId" IS NULL RETURNING "publicId"`;
    return gone.map(({ publicId }) => publicId);
  });
}
