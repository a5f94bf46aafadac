import { db } from "@/lib/db/client";
import { areDigitsShown, holdDigits, useConfirmedDigits, useDigits } from "@/lib/printers/agents/agent-digits-store";
import { createAgent, type LinkedAgent } from "@/lib/printers/agents/agent-token-store";
import { showOnPage } from "@/lib/printers/agents/shown-agent-store";

/** What digits can come to. `held`: they are right, and the person is asked first whether they entered them. */
type Linked = LinkedAgent | "held" | undefined;

/**
 * Digits that an agent sent: used up and its printer made in one transaction, so of many that send the same ones at
 * once one is linked.
 * @param input.areTried too many wrong ones come from everywhere
 * @param input.address normalised, that they came from
 * @returns undefined for wrong, used and late digits alike
 */
export async function linkByDigits(input: { digits: string; address: string; areTried: boolean }): Promise<Linked> {
  const { digits, address, areTried } = input;
  // A guess costs one look, and no transaction.
  if (!(await areDigitsShown(digits))) return undefined;
  const linked = await db().$transaction(async (tx) => {
    const place = await (areTried ? useConfirmedDigits(digits, address, tx) : useDigits(digits, tx));
    if (!place) return undefined;
    // Boxes for six digits are OctoPrint's. The rest, and where this is wrong, the agent says once it is connected.
    const made = await createAgent({ platform: "octoprint", lanIp: null, networkAddress: address }, tx);
    await showOnPage(place, made.printerId, null, tx);
    return made;
  });
  if (linked || !areTried) return linked;
  return (await holdDigits(digits, address)) ? "held" : undefined;
}
