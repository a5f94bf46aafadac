import { now } from "@/lib/clock";
import { db } from "@/lib/db/client";

/** An agent that has shown its token. */
export type NewAgentLink = {
  publicId: string;
  /** SHA-256 of its token. */
  keyDigest: string;
  linkId: string;
  /** Normalised address that it connects from. */
  networkAddress: string;
};

/**
 * Writes an agent's presence, if its token is still its printer's.
 * @returns the printer's kind as known so far (`HostPlatform`), and whether it has an owner; undefined when the token
 * is dead
 */
export async function openAgentLink({
  publicId,
  keyDigest,
  ...link
}: NewAgentLink): Promise<{ platform: number; owned: boolean } | undefined> {
  const presence = { ...link, fault: null, onlineSince: now(), lastConnectedAt: now(), lastSeenAt: now() };
  const [opened] = await db().printer.updateManyAndReturn({
    where: { publicId, keyDigest, isAgent: true },
    data: presence,
    select: { platform: true, ownerId: true },
  });
  return opened && { platform: opened.platform, owned: opened.ownerId !== null };
}

/** Writes what an agent says that it is. @param linkId of the connection that said so: an older one has no say */
export async function describeAgent(
  linkId: string,
  { platform, version }: { platform: number; version: string | undefined },
): Promise<void> {
  await db().printer.updateMany({
    where: { linkId, isAgent: true },
    data: { platform, ...(version !== undefined && { pluginVersion: version }) },
  });
}
