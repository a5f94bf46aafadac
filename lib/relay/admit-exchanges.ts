import type { IncomingMessage } from "node:http";
import { now } from "@/lib/clock";
import { endedSince, exchangesOf } from "@/lib/connections/open-exchanges";
import { env } from "@/lib/env";
import { recordFault } from "@/lib/observability/record-fault";
import { explain } from "@/lib/observability/request-reference";
import { noteSecurityEvent } from "@/lib/observability/security-event";
import type { LimitAnswer } from "@/lib/rate-limits/rate-limit-store";
import { relayCredentials } from "@/lib/relay/relay-credentials";
import type { RelayStatus } from "@/lib/relay/relay-errors";
import type { Authenticated, RelayDependencies, RelayTarget } from "@/lib/relay/relay-types";
import { webcamBudget } from "@/lib/relay/webcam-budget";

/** Requests and WebSockets of one connection at once, those that an app does not read to their end included. */
const MOST_EXCHANGES = 150;

/** What guesses of hosts or credentials are answered. */
const GUESSES: RelayStatus[] = [603, 606];

type Refused = { ok: false; status: RelayStatus; retryAfterSeconds?: number };
export type Admitted = { ok: true; target: RelayTarget } | Refused;

export type Admission = {
  /** Whether a request may go to its printer. Never throws. @param address the client's, normalised */
  admit(request: IncomingMessage, label: string, address: string): Promise<Admitted>;
  /** The same for a browser's preflight: the connection is known by its host alone, and has a budget of its own. */
  admitPreflight(request: IncomingMessage, label: string, address: string): Promise<Admitted>;
  /** The same for a WebSocket, which counts against its connection's budget. */
  admitSocket(request: IncomingMessage, label: string, address: string): Promise<Admitted>;
};

function rejectOverLimit(request: IncomingMessage, allowed: LimitAnswer): Refused | undefined {
  if (allowed.ok) return undefined;
  explain(request, "limit");
  return { ok: false, status: 600, retryAfterSeconds: allowed.retryAfterSeconds };
}

function rejectForFault(request: IncomingMessage, error: unknown): Refused {
  recordFault(error);
  explain(request, "fault");
  return { ok: false, status: 600 };
}

/** The hosts by which the app knows the printer. */
function publicNames(prefix: string, label: string): Pick<RelayTarget, "publicHost" | "publicOrigin"> {
  const { relayDomain, portalUrl } = env();
  const publicHost = `${prefix}-${label}.${relayDomain}`;
  return { publicHost, publicOrigin: `${portalUrl.slice(0, portalUrl.indexOf(":"))}://${publicHost}` };
}

/** A connection that was ended meanwhile, or that has too much open. */
function rejectConnection(request: IncomingMessage, connectionId: string, startedAt: number): Refused | undefined {
  if (endedSince(connectionId, startedAt)) return { ok: false, status: 604 };
  if (exchangesOf(connectionId) < MOST_EXCHANGES) return undefined;
  explain(request, "too_many_exchanges");
  return { ok: false, status: 600, retryAfterSeconds: 5 };
}

/** Whether somebody tries credentials: that is counted, and told to whoever watches the log. */
function isGuess({ status }: Extract<Authenticated, { ok: false }>, address: string): boolean {
  if (!GUESSES.includes(status)) return false;
  noteSecurityEvent("relay_credentials", address);
  return true;
}

/**
 * Decides about each request by itself: who asks, for which printer, and whether it is too much.
 * @param prefix what names of this kind of host begin with
 */
export function admitExchanges(dependencies: RelayDependencies, prefix: "app" | "tun" = "app"): Admission {
  const { authenticate, findConnection, limits, takeWebcamMinute, takeGuess, takePreflight, takeSocket } = dependencies;
  const webcam = webcamBudget(takeWebcamMinute);

  // Only guesses are counted, and only they are answered otherwise: a dead connection in a home stops no other.
  const reject = async (
    request: IncomingMessage,
    refused: Extract<Authenticated, { ok: false }>,
    address: string,
  ): Promise<Refused> => (isGuess(refused, address) && rejectOverLimit(request, await takeGuess(address))) || refused;

  const decide = async (
    request: IncomingMessage,
    { label, address, passesAuthorization }: { label: string; address: string; passesAuthorization: boolean },
    find: () => Promise<Authenticated>,
  ): Promise<Admitted> => {
    const startedAt = now().getTime();
    try {
      const authenticated = await find();
      if (!authenticated.ok) return await reject(request, authenticated, address);
      const { connectionId, userId, appId, printer } = authenticated;
      const rejected = rejectConnection(request, connectionId, startedAt);
      if (rejected) return rejected;
      const { publicHost, publicOrigin } = publicNames(prefix, label);
      const { publicId } = printer;
      const who = { connectionId, userId, appId, from: address, passesAuthorization };
      return { ok: true, target: { ...who, publicId, printer, publicHost, publicOrigin, limits, webcam } };
    } catch (error) {
      return rejectForFault(request, error);
    }
  };

  const admit: Admission["admit"] = (request, label, address) => {
    const { credentials, passesAuthorization } = relayCredentials(request);
    return decide(request, { label, address, passesAuthorization }, () => authenticate(label, credentials, address));
  };

  /** @param take from the connection's budget for this kind */
  const within = async (
    request: IncomingMessage,
    admitted: Admitted,
    take: (connectionId: string) => Promise<LimitAnswer>,
  ): Promise<Admitted> => {
    try {
      return (admitted.ok && rejectOverLimit(request, await take(admitted.target.connectionId))) || admitted;
    } catch (error) {
      return rejectForFault(request, error);
    }
  };

  return {
    admit,
    admitPreflight: async (request, label, address) => {
      const asker = { label, address, passesAuthorization: false };
      return within(request, await decide(request, asker, () => findConnection(label)), takePreflight);
    },
    admitSocket: async (request, label, address) => within(request, await admit(request, label, address), takeSocket),
  };
}
