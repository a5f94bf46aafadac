import type { LinkEnd } from "@/lib/connector/open-portal-link";
import { randomDigits } from "@/lib/random";

/** 10 to 30 seconds, so that printers do not all come back at once after the service was away. */
const spread = () => 10 + (Number(randomDigits(6)) % 21);

/**
 * How long to wait after a lost connection (docs/printer-protocol.md#34-reply-and-waiting): 11 to 31 s, then 32 to 92
 * s, then 74 to 214 s, then from the start.
 * @param last what this function returned as `next` the time before; 1 at first and after an accepted handshake
 */
export function nextWait(last: number): { waitSeconds: number; next: number } {
  const waitSeconds = last + spread();
  const next = waitSeconds * 2;
  return { waitSeconds, next: next > 180 ? 1 : next };
}

/** A portal that restarts is there again within seconds: looked for this often before it counts as gone. */
const LOOKS = 6;

/** 3 to 7 seconds. */
const look = () => 3 + (Number(randomDigits(6)) % 5);

/**
 * The waits of one connector, by how its connections end.
 * @returns how many seconds to wait after the one that ended now, what the portal asks for besides not included
 */
export function reconnectWaits(): (end: Pick<LinkEnd, "accepted" | "comeBackSeconds">) => number {
  let last = 1;
  let looks = 0;
  return ({ accepted, comeBackSeconds }) => {
    if (comeBackSeconds !== undefined) {
      [last, looks] = [1, LOOKS];
      return comeBackSeconds;
    }
    if (!accepted && looks > 0) {
      looks -= 1;
      return look();
    }
    looks = 0;
    const { waitSeconds, next } = nextWait(accepted ? 1 : last);
    last = next;
    return waitSeconds;
  };
}
