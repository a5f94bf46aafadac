import type { IncomingMessage, ServerResponse } from "node:http";
import type { Duplex } from "node:stream";
import { CONNECTION_LIMITS } from "@/lib/connections/connection-limits";
import { exchangesOf } from "@/lib/connections/open-exchanges";
import { env } from "@/lib/env";
import { liveLinks } from "@/lib/gateway/links/live-links";
import { limitRequestTime } from "@/lib/http/limit-request-time";
import { recordFault } from "@/lib/observability/record-fault";
import { explain } from "@/lib/observability/request-reference";
import type { LimitAnswer } from "@/lib/rate-limits/rate-limit-store";
import { isHandshake } from "@/lib/relay/check-handshake";
import { relayRequest } from "@/lib/relay/relay-request";
import { relaySocket } from "@/lib/relay/relay-socket";
import type { RelayLimits, RelayTarget } from "@/lib/relay/relay-types";
import { webcamBudget } from "@/lib/relay/webcam-budget";
import { enterHost } from "@/lib/view/enter-host";
import { judgeRequest } from "@/lib/view/judge-request";
import { mayView } from "@/lib/view/may-view";
import { exchangeIdOf } from "@/lib/view/recheck-views";
import { faultOf, refuseView, sendViewFault, type ViewFault } from "@/lib/view/send-view-fault";
import { viewTokens } from "@/lib/view/view-cookie";
import { ENTER_PATH, viewHost, viewOrigin } from "@/lib/view/view-host";
import { findView, printerOfHost } from "@/lib/view/view-store";

/** Requests and WebSockets of one visit at once. */
const MOST_EXCHANGES = 150;

/** A ticket's form is a hundred bytes. */
const FORM_PATIENCE_MS = 15_000;

export type DoorDependencies = {
  /** Takes one minute of webcam from an account's budget. */
  takeWebcamMinute(userId: string): Promise<LimitAnswer>;
  /** Takes one WebSocket from a visit's budget. */
  takeSocket(exchangeId: string): Promise<LimitAnswer>;
  limits?: RelayLimits;
};

export type Door = {
  /**
   * Answers a request to `view-<label>.<relay domain>`. `request.url` must be as it came.
   * @param address the client's, normalised
   */
  handleRequest(request: IncomingMessage, response: ServerResponse, label: string, address: string): Promise<void>;
  /** The same for an upgrade. */
  handleUpgrade(request: IncomingMessage, socket: Duplex, head: Buffer, label: string, address: string): Promise<void>;
};

type Admitted = { ok: true; target: RelayTarget } | { ok: false; fault: ViewFault; publicId?: string | undefined };

/**
 * The owner's door: a printer's whole own page, for its signed-in owner. Each request and each handshake is judged by
 * itself, from the database (docs/security.md#the-owners-door).
 */
export function createDoor(dependencies: DoorDependencies): Door {
  const { takeWebcamMinute, takeSocket, limits = CONNECTION_LIMITS } = dependencies;
  const webcam = webcamBudget(takeWebcamMinute);

  const admit = async (
    request: IncomingMessage,
    { label, address, isUpgrade }: { label: string; address: string; isUpgrade: boolean },
  ): Promise<Admitted> => {
    if (env().view === "off") return { ok: false, fault: "off" };
    if (judgeRequest(request, viewOrigin(label), isUpgrade)) return { ok: false, fault: "foreign" };
    try {
      const view = await findView(label, viewTokens(request));
      if (!view) return { ok: false, fault: "signIn", publicId: await printerOfHost(label) };
      const { userId, publicId } = view;
      const connectionId = exchangeIdOf(view.viewId);
      if (!(await mayView(userId))) return { ok: false, fault: "off", publicId };
      const isBusy = exchangesOf(connectionId) >= MOST_EXCHANGES || (isUpgrade && !(await takeSocket(connectionId)).ok);
      if (isBusy) return { ok: false, fault: "busy", publicId };
      const names = { publicHost: viewHost(label), publicOrigin: viewOrigin(label) };
      const sendFault: RelayTarget["sendFault"] = (asked, response, status) =>
        sendViewFault(asked, response, faultOf(status, liveLinks().has(publicId)), publicId);
      // The cookie is all that is ours: whatever else the browser sends is between it and the printer.
      const asked = { ...names, from: address, passesAuthorization: true, isOwnersPage: true, sendFault };
      return { ok: true, target: { connectionId, userId, publicId, limits, webcam, ...asked } };
    } catch (error) {
      recordFault(error);
      explain(request, "fault");
      return { ok: false, fault: "broken" };
    }
  };

  return {
    handleRequest: async (request, response, label, address) => {
      if (env().view !== "off" && request.url === ENTER_PATH) {
        limitRequestTime(request, response, "arrival", FORM_PATIENCE_MS);
        return enterHost(request, response, label);
      }
      const admitted = await admit(request, { label, address, isUpgrade: false });
      if (response.destroyed) return;
      if (admitted.ok) relayRequest(request, response, admitted.target);
      else sendViewFault(request, response, admitted.fault, admitted.publicId);
    },
    handleUpgrade: async (request, socket, head, label, address) => {
      socket.on("error", () => socket.destroy());
      const admitted = await admit(request, { label, address, isUpgrade: true });
      if (socket.destroyed) return;
      if (!admitted.ok) return refuseView(request, socket, admitted.fault);
      if (!isHandshake(request, head)) return refuseView(request, socket, "unreadable");
      relaySocket(request, socket, head, admitted.target);
    },
  };
}
