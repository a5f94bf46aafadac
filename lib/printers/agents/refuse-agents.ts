import { unlinkPrinter } from "@/lib/gateway/unlink-printer";
import { deleteUnclaimedAgents } from "@/lib/printers/agents/agent-token-store";
import { deleteRefusedAgents } from "@/lib/printers/agents/shown-agent-store";
import type { SetupPlace } from "@/lib/printers/setup/setup-token-store";

/** "That's not mine": the agents that a page asks about are gone, with their tokens and their connections. */
export async function refuseAgents(place: SetupPlace): Promise<void> {
  (await deleteRefusedAgents(place)).forEach(unlinkPrinter);
}

/** Agents that nobody said yes to in 15 minutes go in the same way. Run from time to time. */
export async function sweepUnclaimedAgents(): Promise<void> {
  (await deleteUnclaimedAgents()).forEach(unlinkPrinter);
}
