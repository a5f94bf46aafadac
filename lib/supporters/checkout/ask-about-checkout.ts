import { minutes, now } from "@/lib/clock";
import { claimQuestion, endCheckout, type Checkout } from "@/lib/supporters/checkout/checkout-store";
import { chooseProvider } from "@/lib/supporters/choose-provider";
import { settleSoon } from "@/lib/supporters/lapse/settle-perks";
import { applyFacts } from "@/lib/supporters/subscription-store";

const LONG_MS = minutes(2);

/** Whether a person has waited for so long that it has to be said. */
export const isLongAwaited = ({ returnedAt }: Checkout): boolean =>
  returnedAt !== null && now().getTime() - returnedAt.getTime() > LONG_MS;

/**
 * Asks the payment provider about a checkout that a person came back from, where its event is late: ten seconds after
 * that, then every five at most, whoever asks. The answer counts as an event does. When the provider does not answer,
 * waiting goes on.
 * @returns whether it was asked
 */
export async function askAboutCheckout(checkout: Checkout): Promise<boolean> {
  const provider = chooseProvider();
  if (!provider || !checkout.externalId || !(await claimQuestion(checkout.id))) return false;
  const state = await provider.readCheckout(checkout.externalId);
  if (!state.ok) return true;
  await applyFacts(state.facts);
  if (state.status !== "open") await endCheckout(checkout.id);
  await settleSoon();
  return true;
}
