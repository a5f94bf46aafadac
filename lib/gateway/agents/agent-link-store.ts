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
 * @returns its row, the printer's kind as known so far (`HostPlatform`), and whether it has an owner; undefined when
 * the token is dead
 */
export async function openAgentLink({
  publicId,
  keyDigest,
  ...link
}: NewAgentLink): Promise<{ printerId: string; platform: number; owned: boolean } | undefined> {
  const presence = { ...link, fault: null, onlineSince: now(), lastConnectedAt: now(), lastSeenAt: now() };
  const [opened] = await db().printer.updateManyAndReturn({
    where: { publicId, keyDigest, isAgent: true },
    data: presence,
    select: { id: true, platform: true, ownerId: true },
  });
  return opened && { printerId: opened.id, platform: opened.platform, owned: opened.ownerId !== null };
}

/** What an agent says that it is: `HostPlatform`, the plugin's version, and the name of its computer. */
export type AgentDescription = { platform: number; version: string | undefined; hostName: string | undefined };

/**
 * Writes what an agent says that it is. While nobody owns it, the page that asks about it says its computer's name.
 * @param linkId of the connection that said so: an older one has no say
 */
export async function describeAgent(linkId: string, { platform, version, hostName }: AgentDescription): Promise<void> {
  await db().printer.updateMany({
    where: { linkId, isAgent: true },
    data: { platform, ...(version !== undefined && { pluginVersion: version }) },
  });
  if (hostName === undefined) return;
  await db().setupToken.updateMany({
    where: { hostName: null, printer: { linkId, isAgent: true, ownerId: null } },
    data: { hostName },
  });
}
