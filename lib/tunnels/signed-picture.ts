import type { IncomingMessage, ServerResponse } from "node:http";
import { minutes, now } from "@/lib/clock";
import { keyedDigest, sameDigest } from "@/lib/digest";
import { env } from "@/lib/env";
import { recordFault } from "@/lib/observability/record-fault";
import { explain } from "@/lib/observability/request-reference";
import { latestSnapshot } from "@/lib/printers/latest-snapshot";
import type { Authenticated } from "@/lib/relay/relay-types";
import { sendNotThere } from "@/lib/tunnels/send-own-answer";
import { sendTunnelFault } from "@/lib/tunnels/tunnel-faults";

/** How long the address of a picture is good: apps fetch it at once, and ask for another later. */
const GOOD_FOR_MS = minutes(2);
/** When apps should ask again. */
const NEXT_SECONDS = 10;

const signature = (label: string, until: number) => keyedDigest("tunnel picture", `${label} ${until}`);

/**
 * An address of the printer's picture that needs no credentials, since apps' picture views send none: nobody can guess
 * it, and it is good for two minutes.
 * @param label of `tun-<label>.<relay domain>`
 */
export function pictureAddress(label: string): string {
  const until = now().getTime() + GOOD_FOR_MS;
  const { portalUrl, relayDomain } = env();
  const origin = `${new URL(portalUrl).protocol}//tun-${label}.${relayDomain}`;
  return `${origin}/_tsd_/picture/${until}-${signature(label, until)}.jpg`;
}

/** Whether a path of our own is such an address, and still good. @param own as `ownPath` gives it */
export function signedPicture(own: string, label: string): boolean {
  const [, until = "", signed = ""] = /^picture\/(\d{13})-([0-9a-f]{64})\.jpg$/.exec(own) ?? [];
  return signed !== "" && sameDigest(signed, signature(label, Number(until))) && Number(until) > now().getTime();
}

/** Answers such an address, while its connection may be used. */
export async function sendSignedPicture(
  request: IncomingMessage,
  response: ServerResponse,
  find: () => Promise<Authenticated>,
): Promise<void> {
  try {
    const found = await find();
    if (!found.ok) return sendTunnelFault(request, response, found.status);
    const picture = await latestSnapshot({ publicId: found.printer.publicId, userId: found.userId });
    if (response.destroyed) return;
    if (!picture) return sendNotThere(request, response);
    response.writeHead(200, {
      "Content-Type": "image/jpeg",
      "Content-Length": picture.jpeg.length,
      "Cache-Control": `private, max-age=${NEXT_SECONDS}`,
      "X-Content-Type-Options": "nosniff",
    });
    response.end(request.method === "HEAD" ? undefined : picture.jpeg);
  } catch (error) {
    recordFault(error);
    explain(request, "fault");
    sendTunnelFault(request, response, 600);
  }
}
