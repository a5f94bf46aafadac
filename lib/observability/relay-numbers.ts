import { shared } from "@/lib/shared";

/** Upper ends of the classes that times of relayed requests are counted in, in seconds. */
export const SECONDS_CLASSES = [0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 120, 600] as const;

/** One place more than there are statuses; 0: it ended before there was one. */
const STATUSES = 1000;

function newNumbers() {
  return {
    /** Bytes of bodies and messages: from apps to printers, and back. */
    bytesFromApps: 0,
    bytesToApps: 0,
    /** Requests and WebSockets that are open now. */
    open: 0,
    /** Answers and handshakes by status. */
    statuses: new Float64Array(STATUSES),
    seconds: 0,
    /** Requests by how long they took; the last: longer than all classes. */
    classes: new Float64Array(SECONDS_CLASSES.length + 1),
  };
}

/** What goes through the relay: plain numbers, since this is counted at each piece. */
export const relayNumbers = shared("relay-numbers", newNumbers);

/** Counts an answer, or a handshake of a WebSocket. @param status 0: the app left before there was one */
export function countRelayStatus(status: number): void {
  const place = status < STATUSES ? status : 0;
  relayNumbers.statuses[place] = (relayNumbers.statuses[place] ?? 0) + 1;
}

/** Counts a relayed request that is over. @param seconds from its head to its end */
export function countRelayRequest(status: number, seconds: number): void {
  countRelayStatus(status);
  relayNumbers.seconds += seconds;
  let place = 0;
  while (place < SECONDS_CLASSES.length && seconds > (SECONDS_CLASSES[place] ?? 0)) place++;
  relayNumbers.classes[place] = (relayNumbers.classes[place] ?? 0) + 1;
}
