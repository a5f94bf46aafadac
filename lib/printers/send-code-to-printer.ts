import { env } from "@/lib/env";
import { showPopup } from "@/lib/gateway/show-popup";
import { t } from "@/lib/messages/messages";
import { getConnectedPrinters, type ConnectedPrinter } from "@/lib/printers/connected-printer-store";
import { newLinkingCode, spellLinkingCode } from "@/lib/printers/linking-code";
import { saveLinkingCode, hasCodeInUse } from "@/lib/printers/linking-code-store";
import { consume, type LimitAnswer, type Sender } from "@/lib/rate-limits/rate-limit-store";

/**
 * For a plugin that shows no code by itself (OctoPrint): puts one on the printer's own screen. Does nothing for a
 * printer that is not connected, has an owner or has a code in use, so that a stranger with its id cannot kill that
 * one.
 * @returns whether this address may ask again; counted before anything is looked at, so that it tells nothing of the
 * printer
 */
export async function sendCodeToPrinter(publicId: string, sender: string | Sender): Promise<LimitAnswer> {
  const limit = await consume("popupsPerAddress", sender);
  if (limit.ok) for (const printer of await getConnectedPrinters(publicId)) await showCode(printer);
  return limit;
}

async function showCode(printer: ConnectedPrinter): Promise<void> {
  const { publicId } = printer;
  if (printer.owned || (await hasCodeInUse(printer.printerId))) return;
  if (!(await consume("popupsPerPrinter", publicId)).ok) return;
  const code = newLinkingCode();
  await saveLinkingCode(printer.printerId, code, false);
  showPopup(publicId, {
    title: t("popup.title", { service: env().serviceName }),
    text: t("popup.text", { code: spellLinkingCode(code) }),
    showSeconds: 0,
  });
}
