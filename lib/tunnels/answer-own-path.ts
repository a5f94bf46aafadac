import type { IncomingMessage, ServerResponse } from "node:http";
import { knownApp } from "@/lib/apps/known/known-apps";
import { now, seconds } from "@/lib/clock";
import { isConnectedFrom } from "@/lib/gateway/is-connected-from";
import { recordFault } from "@/lib/observability/record-fault";
import { explain } from "@/lib/observability/request-reference";
import { latestSnapshot } from "@/lib/printers/latest-snapshot";
import type { RelayTarget } from "@/lib/relay/relay-types";
import { sendMotionJpeg } from "@/lib/relay/send-motion-jpeg";
import { sendJson, sendNotThere } from "@/lib/tunnels/send-own-answer";
import { pictureAddress } from "@/lib/tunnels/signed-picture";
import { sendTunnelFault } from "@/lib/tunnels/tunnel-faults";

/**
 * Apps read it as a number of 32 bits. There is no cap here, so nothing is counted: two gigabytes that were moved would
 * look like all of it used up.
 */
const NO_CAP = 2 ** 31 - 1;

type Asked = { own: string; label: string; target: RelayTarget };
type Answer = (request: IncomingMessage, response: ServerResponse, asked: Asked) => Promise<void> | void;

/**
 * What a tunnel's host answers itself, below `/_tsd_/`; case does not count.
 * @param url path and query as sent
 * @returns the rest of the path in lower case, without a slash at its end; undefined where the printer is asked
 */
export function ownPath(url: string): string | undefined {
  const [path = ""] = url.split("?");
  const [, rest] = /^\/_tsd_(?:\/(.*))?$/i.exec(path) ?? [];
  return /^\/_tsd_(\/|$)/i.test(path) ? (rest ?? "").toLowerCase().replace(/\/$/, "") : undefined;
}

/** Until the month is over, as caps elsewhere are counted. */
function untilNextMonth(): number {
  const time = now();
  const next = Date.UTC(time.getUTCFullYear(), time.getUTCMonth() + 1);
  return Math.ceil((next - time.getTime()) / seconds(1));
}

/** Whether an app expects motion JPEG where others expect an address. */
const wantsMotion = ({ headers }: IncomingMessage, appId: string | undefined) =>
  (appId !== undefined && knownApp(appId)?.webcam === "motion_jpeg") ||
  /multipart\/x-mixed-replace/i.test(headers.accept ?? "");

const answerWebcam: Answer = async (request, response, { label, target }) => {
  const { publicId, userId, appId } = target;
  if (wantsMotion(request, appId) && request.method === "GET")
    return sendMotionJpeg(request, response, target, () => sendNotThere(request, response));
  if (!isConnectedFrom(publicId)) return sendTunnelFault(request, response, 601);
  const picture = await latestSnapshot({ publicId, userId });
  if (!response.destroyed) sendJson(request, response, { snapshot: picture ? pictureAddress(label) : null });
};

/** Where the printer is in its own network, as far as it is known. */
function placeOf({ printer }: RelayTarget) {
  const place = printer?.lanAddress;
  const url = place && URL.canParse(`http://${place}`) ? new URL(`http://${place}`) : undefined;
  return { server_ip: url?.hostname.replace(/^\[|\]$/g, "") ?? "", server_port: Number(url?.port || 80) };
}

const ANSWERS: Record<string, Answer> = {
  tunnelusage: (request, response) =>
    sendJson(request, response, { total: 0, monthly_cap: NO_CAP, reset_in_seconds: untilNextMonth() }),
  "webcam/0": answerWebcam,
  // No failure detection here.
  prediction: (request, response) => sendJson(request, response, { normalized_p: 0 }),
  dest_platform_info: (request, response, { target }) =>
    sendJson(request, response, { ...placeOf(target), linked_name: target.printer?.name ?? "" }),
};

/** Answers a path of our own to an app whose credentials are right; what is none of them with 404. */
export async function answerOwnPath(request: IncomingMessage, response: ServerResponse, asked: Asked): Promise<void> {
  request.resume();
  const answer = Object.hasOwn(ANSWERS, asked.own) ? ANSWERS[asked.own] : undefined;
  if (!answer) return sendNotThere(request, response);
  if (request.method !== "GET" && request.method !== "HEAD")
    return sendJson(request, response, { error: "This takes GET." }, 405);
  try {
    await answer(request, response, asked);
  } catch (error) {
    recordFault(error);
    explain(request, "fault");
    sendTunnelFault(request, response, 600);
  }
}
