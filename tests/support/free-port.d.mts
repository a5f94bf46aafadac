/** A port of loopback that nothing uses now: another portal on this machine is none of our business. */
export function freePort(): Promise<number>;
