import { seconds } from "@/lib/clock";

/** Gateways refresh `lastSeenAt` every 30 s; after three missed turns their word no longer counts. */
const FRESH_MS = seconds(90);

/**
 * Whether a printer is connected now. A server that was killed cannot take its printers offline, so the mark it left
 * counts only while it is fresh.
 */
export function isOnline(printer: { onlineSince: Date | null; lastSeenAt: Date | null }, now: Date): boolean {
  if (!printer.onlineSince || !printer.lastSeenAt) return false;
  return now.getTime() - printer.lastSeenAt.getTime() < FRESH_MS;
}
