import { takesPayments } from "@/lib/supporters/choose-provider";
import { isSupporter } from "@/lib/supporters/perks-store";
import { offers } from "@/lib/supporters/price";

/**
 * What a month of Supporter Perks costs who does not have them.
 * @param userId who is signed in @returns undefined for who has perks, and where nobody pays
 */
export async function priceToPay(userId: string | undefined): Promise<string | undefined> {
  if (!takesPayments() || (userId !== undefined && (await isSupporter(userId)))) return undefined;
  return offers().find(({ interval }) => interval === "month")?.price;
}
