import { keyedMutex, type Turns } from "@/lib/gateway/links/keyed-mutex";
import { shared } from "@/lib/shared";

/**
 * Runs what concerns the machines that say one id one after the other, in this process: a machine that connects while
 * the id gets an owner would else be found under an id that is another one's by then.
 */
export const inTurnOf: Turns = (saidId, task) => shared("gateway-turns", keyedMutex)(saidId, task);
