import { createAgentCode } from "@/lib/printers/agents/agent-code-store";
import { findByPasscode, giveCode } from "@/lib/printers/agents/unlinked-registry";
import type { SetupPlace } from "@/lib/printers/setup/setup-token-store";

/**
 * Somebody enters the passcode that an agent shows: at its next question, two seconds later, it is told how to link
 * itself, and then its printer appears on this page.
 * @param code as it is kept, without its hyphen
 * @returns whether an agent that still asks shows it, to this person first
 */
export async function enterPasscode(code: string, place: SetupPlace): Promise<boolean> {
  const device = findByPasscode(code);
  return device !== undefined && giveCode(code, await createAgentCode(place, device));
}
