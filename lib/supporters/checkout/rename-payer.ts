import { log } from "@/lib/observability/log";
import { providerOf } from "@/lib/supporters/provider-of";
import { customersOf } from "@/lib/supporters/subscription-store";

/**
 * After an account changed its mail address: tells the payment provider, which sends invoices there. The change stands
 * whatever comes of this; what could not be told is logged, without the address.
 * @param email the new one
 */
export async function renamePayer(userId: string, email: string): Promise<void> {
  for (const customerId of await customersOf(userId)) {
    const told = await providerOf(customerId)?.renameCustomer(customerId, email);
    if (!told?.ok)
      log.error(
        { customerId },
        "the payment provider does not know the new mail address of a customer: change it there",
      );
  }
}
