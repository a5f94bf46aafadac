import type { ConnectorEvent, Report } from "@/lib/connector/connector-event";
import { printQrCode } from "@/lib/connector/qr-code";
import { t } from "@/lib/connector/texts";

const codeLines = (event: Extract<ConnectorEvent, { event: "code" }>) => {
  const picture = printQrCode(event.link);
  const minutes = Math.max(1, Math.round(event.validForSeconds / 60));
  return (
    `\n${t("connector.event.link")}\n\n  ${event.link}\n\n${picture}\n` +
    `${t("connector.event.orCode", { code: event.code, minutes })}\n`
  );
};

/** @param isOnPage the printer is on its owner's page already: its code is for when it is not */
function linesFor(event: ConnectorEvent, isOnPage: boolean): string {
  switch (event.event) {
    case "online":
      return t("connector.event.online", { printerId: event.printerId });
    case "code":
      return isOnPage ? t("connector.event.notThere", { code: event.code }) : codeLines(event);
    case "linked":
      return t("connector.event.linked", { name: event.name });
    case "unlinked":
      return t("connector.event.unlinked");
    case "popup":
      return `\n${event.title}\n${event.text}\n`;
    case "setup":
    case "printer":
    case "certificate":
    case "octoprint-key":
      return event.text;
    case "offline":
      return t("connector.event.offline", { reason: event.reason });
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
