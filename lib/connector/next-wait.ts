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
