import { AsyncLocalStorage } from "node:async_hooks";
import type { IncomingMessage } from "node:http";
import { randomString } from "@/lib/random";
import { shared } from "@/lib/shared";

/** What the log and the person call one request, and why it could not be served, as a short word for the log. */
type Named = {
  request: IncomingMessage;
  reference: string | undefined;
  /** It came with the request. */
  isGiven?: true;
  reason?: string | undefined;
  memory?: Map<string, Promise<unknown>>;
};

// Pages and routes run in the framework's copy of this module: both see the same.
const current = () => shared("request-reference", () => new AsyncLocalStorage<Named>());

/**
 * On the request itself: in a `WeakMap`, what holds on to its own key outlives every collection but the full ones, and
 * all of a request with it.
 */
const NAMED = Symbol.for("app-connection-portal.request-reference");

type NamedRequest = IncomingMessage & { [NAMED]?: Named };

const newReference = () => randomString("ABCDEFGHJKMNPQRSTUVWXYZ23456789", 8);

const named = (request: NamedRequest): Named => (request[NAMED] ??= { request, reference: undefined });

/** Runs what serves a request, so that every fault in it, and the line about it, has one reference. */
export function inRequest<T>(request: IncomingMessage, serve: () => T): T {
  return current().run(named(request), serve);
}

/** The reference of a request, for its answer and its line in the log: 8 letters and digits, or a proxy's. */
export function referenceOf(request: IncomingMessage): string {
  return (named(request).reference ??= newReference());
}

/** Takes over what a proxy calls a request. @param reference of a form that the log and pages may hold */
export function giveReference(request: IncomingMessage, reference: string): void {
  Object.assign(named(request), { reference, isGiven: true });
}

/** @returns what {@link giveReference} took over */
export const givenReferenceOf = (request: NamedRequest): string | undefined =>
  request[NAMED]?.isGiven && request[NAMED].reference;

/** The reference of the request that is served now; outside of one, a new one. */
export function currentReference(): string {
  const store = current().getStore();
  return store ? (store.reference ??= newReference()) : newReference();
}

/** The request that is served now, as it came; undefined outside of one. */
export const currentRequest = (): IncomingMessage | undefined => current().getStore()?.request;

/** What has been read already for the request that is served now; undefined outside of one that only asks. */
export function requestMemory(): Map<string, Promise<unknown>> | undefined {
  const store = current().getStore();
  const asks = store?.request.method === "GET" || store?.request.method === "HEAD";
  return asks ? (store.memory ??= new Map()) : undefined;
}

/** Notes for the log why a request could not be served. @param reason a short word */
export function explain(request: IncomingMessage, reason: string): void {
  named(request).reason ??= reason;
}

/** @returns what {@link explain} noted */
export const explanationOf = (request: NamedRequest): string | undefined => request[NAMED]?.reason;
