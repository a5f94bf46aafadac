import { db, type Transaction } from "@/lib/db/client";

/** What the database knows of a secret that all servers on it share. `sealed` null: only its fingerprint. */
export type ServerSecret = { fingerprint: string; sealed: string | null };
export type ServerSecretName = "auth_secret" | "printer_key";

const PUBLIC = { fingerprint: true, sealed: true } as const;

/** @returns undefined when no server has recorded one yet */
export async function readServerSecret(name: ServerSecretName): Promise<ServerSecret | undefined> {
  return (await db().serverSecret.findUnique({ where: { name }, select: PUBLIC })) ?? undefined;
}

/**
 * Records a secret unless there is one. Of servers that start together the first decides.
 * @returns the one that counts
 */
export async function agreeOnServerSecret(name: ServerSecretName, mine: ServerSecret): Promise<ServerSecret> {
  await db().serverSecret.createMany({ data: { name, ...mine }, skipDuplicates: true });
  return db().serverSecret.findUniqueOrThrow({ where: { name }, select: PUBLIC });
}

/** Replaces what is known: only where an operator says so. */
export async function replaceServerSecret(
  tx: Transaction,
  name: ServerSecretName,
  secret: ServerSecret,
): Promise<void> {
  await tx.serverSecret.upsert({ where: { name }, create: { name, ...secret }, update: secret });
}
