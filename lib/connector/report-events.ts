import type { ConnectorEvent, Report } from "@/lib/connector/connector-event";
import { printQrCode } from "@/lib/connector/qr-code";

const codeLines = (event: Extract<ConnectorEvent, { event: "code" }>) => {
  const picture = printQrCode(event.link);
  const minutes = Math.max(1, Math.round(event.validForSeconds / 60));
  return (
    `\nLink this printer to your account:\n\n  ${event.link}\n\n${picture}\n` +
    `or enter this code in the portal:  ${event.code}  (valid for ${minutes} min)\n`
  );
};

/** @param isOnPage the printer is on its owner's page already: its code is for when it is not */
function linesFor(event: ConnectorEvent, isOnPage: boolean): string {
  switch (event.event) {
    case "online":
      return `Connected as printer ${event.printerId}.`;
    case "code":
      return isOnPage ? `Is it not there? Enter this code:  ${event.code}` : codeLines(event);
    case "linked":
      return `Linked: "${event.name}".`;
    case "unlinked":
      return "Removed from its account.";
    case "popup":
      return `\n${event.title}\n${event.text}\n`;
    case "setup":
    case "printer":
    case "certificate":
    case "octoprint-key":
      return event.text;
    case "offline":
      return `Not connected: ${event.reason}`;
  }
}

// What a portal sends is shown in a terminal, where control characters are commands.
const withoutControls = (event: ConnectorEvent) =>
  Object.fromEntries(
    Object.entries(event).map(([name, value]) => [
      name,
      typeof value === "string" ? value.replace(/\p{Cc}/gu, " ") : value,
    ]),
  ) as ConnectorEvent;

/**
 * Writes events for people, or one JSON object a line.
 * @param write takes finished text @param printer origin, where there are several printers
 */
export function reportEvents(json: boolean, write: (text: string) => void, printer?: string): Report {
  const before = printer === undefined ? "" : `[${new URL(printer).host}] `;
  let isOnPage = false;
  return (event) => {
    if (event.event === "setup") isOnPage = event.state === "sent";
    if (event.event === "linked") isOnPage = false;
    if (json) return write(`${JSON.stringify(printer === undefined ? event : { ...event, printer })}\n`);
    write(`${before}${linesFor(withoutControls(event), isOnPage)}\n`);
  };
}
