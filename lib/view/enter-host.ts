import type { IncomingMessage, ServerResponse } from "node:http";
import { readBody } from "@/lib/http/read-body";
import { recordFault } from "@/lib/observability/record-fault";
import { explain } from "@/lib/observability/request-reference";
import { sendViewFault } from "@/lib/view/send-view-fault";
import { viewCookie } from "@/lib/view/view-cookie";
import { isPortalOrigin } from "@/lib/view/view-host";
import { printerOfHost, redeemTicket } from "@/lib/view/view-store";

const LARGEST_FORM_BYTES = 1024;

/** A whole window, led here by a form of the portal; nothing that runs in a page or a frame. */
function comesFromPortal({ method, headers }: IncomingMessage): boolean {
  if (method !== "POST" || !isPortalOrigin(headers.origin)) return false;
  const { "sec-fetch-mode": mode = "navigate", "sec-fetch-dest": dest = "document" } = headers;
  return mode === "navigate" && dest === "document";
}

async function readTicket(request: IncomingMessage): Promise<string | undefined> {
  const body = await readBody(request, LARGEST_FORM_BYTES);
  const ticket = new URLSearchParams(body?.toString("latin1")).get("ticket");
  return ticket && /^[A-Za-z0-9]{43}$/.test(ticket) ? ticket : undefined;
}

/** Takes a ticket and gives this host's cookie for it. The address the browser stays at is the printer's own. */
export async function enterHost(request: IncomingMessage, response: ServerResponse, label: string): Promise<void> {
  try {
    if (!comesFromPortal(request)) return sendViewFault(request, response, "foreign");
    const ticket = await readTicket(request);
    const token = ticket && (await redeemTicket(ticket, label));
    if (!token) return sendViewFault(request, response, "ticket", await printerOfHost(label));
    response.writeHead(303, {
      Location: "/",
      "Set-Cookie": viewCookie(token),
      "Cache-Control": "no-store",
      "Referrer-Policy": "no-referrer",
      "Content-Length": 0,
    });
    response.end();
  } catch (error) {
    recordFault(error);
    explain(request, "fault");
    sendViewFault(request, response, "broken");
  }
}
