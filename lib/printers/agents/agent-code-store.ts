import { fromNow, hours, now } from "@/lib/clock";
import { db, type Transaction } from "@/lib/db/client";
import { digest } from "@/lib/digest";
import { createAgent, renewAgentToken, type LinkedAgent } from "@/lib/printers/agents/agent-token-store";
import { showOnPage } from "@/lib/printers/agents/shown-agent-store";
import type { SetupPlace } from "@/lib/printers/setup/setup-token-store";
import { randomToken } from "@/lib/random";

/** How long an agent may take to fetch its token: it asks two seconds after the passcode was entered. */
export const AGENT_CODE_LIFETIME_MS = hours(1);

const LENGTH = 64;

/** Whether a text that an agent sent may be a long code. */
export const isAgentCode = (text: string): boolean => text.length === LENGTH && /^[A-Za-z0-9]+$/.test(text);

/**
 * Makes the code that an agent whose passcode was entered is given.
 * @param device what it said of its computer
 */
export async function createAgentCode(
  { journeyId, userId }: SetupPlace,
  { hostName, lanIp }: { hostName: string | null; lanIp: string | null },
): Promise<{ code: string; expiresAt: Date }> {
  const code = randomToken(LENGTH);
  const expiresAt = fromNow(AGENT_CODE_LIFETIME_MS);
  await db().agentCode.create({
    data: {
      id: randomToken(22),
      codeDigest: digest(code),
      journeyId,
      userId,
      hostName,
      lanIp,
      createdAt: now(),
      expiresAt,
    },
  });
  return { code, expiresAt };
}

/**
 * An agent presents its code. An answer may be lost on its way, so until the printer has connected the code gives it
 * another token, and the one before is dead.
 * @returns undefined for a code that is wrong, late, or of a printer that has connected or was refused
 */
export async function linkByCode(code: string, networkAddress: string): Promise<LinkedAgent | undefined> {
  const where = { codeDigest: digest(code) };
  return db().$transaction(async (tx: Transaction) => {
    // Of several at once each waits for the one before.
    await tx.$queryRaw`SELECT 1 FROM "AgentCode" WHERE "codeDigest" = ${where.codeDigest} FOR UPDATE`;
    const row = await tx.agentCode.findFirst({ where: { ...where, expiresAt: { gt: now() } } });
    if (!row) return undefined;
    if (row.printerId) return renewAgentToken(row.printerId, tx);
    const agent = await createAgent({ platform: "klipper", lanIp: row.lanIp, networkAddress }, tx);
    await tx.agentCode.update({ where: { id: row.id }, data: { printerId: agent.printerId } });
    await showOnPage(row, agent.printerId, row.hostName, tx);
    return agent;
  });
}

/** Forgets codes that are over. */
export async function sweepAgentCodes(): Promise<void> {
  await db().agentCode.deleteMany({ where: { expiresAt: { lt: now() } } });
}
