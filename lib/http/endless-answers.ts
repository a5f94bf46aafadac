import type { ServerResponse } from "node:http";

const endless = new WeakSet<ServerResponse>();

/** Notes that an answer has no end of its own, as a webcam's: a server that stops does not wait for it. */
export const markEndless = (response: ServerResponse): void => void endless.add(response);

/** @returns what {@link markEndless} noted */
export const isEndless = (response: ServerResponse): boolean => endless.has(response);
