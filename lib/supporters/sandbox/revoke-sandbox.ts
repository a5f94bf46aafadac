import { now } from "@/lib/clock";
import { changeSandbox, runningSandbox } from "@/lib/supporters/sandbox/sandbox-store";
import { applyFacts } from "@/lib/supporters/subscription-store";

/** Ends what an account paid for in the sandbox, at once. @returns how many subscriptions there were */
export async function revokeSandbox(userId: string): Promise<number> {
  const running = await runningSandbox({ userId });
  for (const { id } of running)
    await applyFacts([await changeSandbox(id, { status: "canceled", endedAt: now() })].flatMap((fact) => fact ?? []));
  return running.length;
}
