import { minutes, now } from "@/lib/clock";
import { db } from "@/lib/db/client";
import { isOnline } from "@/lib/gateway/is-online";

const JUST_NOW_MS = minutes(15);

/**
 * Whether an unowned printer that shows a code came online a short while ago from a network address.
 * @param address normalised @param refused printers that are known to be somebody else's
 */
export async function unownedPrinterAppeared(address: string, refused: string[]): Promise<boolean> {
  const since = new Date(now().getTime() - JUST_NOW_MS);
  const rows = await db().printer.findMany({
    where: {
      id: { notIn: refused },
      networkAddress: address,
      ownerId: null,
      isAgent: false,
      onlineSince: { gt: since },
    },
    select: { onlineSince: true, lastSeenAt: true },
    take: 50,
  });
  return rows.some((row) => isOnline(row, now()));
}
