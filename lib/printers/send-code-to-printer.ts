import { minutes, now } from "@/lib/clock";
import { env } from "@/lib/env";
import { showPopup } from "@/lib/gateway/show-popup";
import { t } from "@/lib/messages/messages";
import { log } from "@/lib/observability/log";
import { getConnectedPrinters, type ConnectedPrinter } from "@/lib/printers/connected-printer-store";
import { spellLinkingCode } from "@/lib/printers/linking-code";
import { codeToShow } from "@/lib/printers/linking-code-store";
import { consumeAll, type LimitAnswer, type Sender } from "@/lib/rate-limits/rate-limit-store";

/**
 * For a plugin that shows no code by itself (OctoPrint): puts it on the printer's own screen, the same one at each ask
 * while it works. Nothing is shown on a printer that is not connected or has an owner. Whoever asks is told none of
 * that: the limits are counted by the id, whether or not there is such a printer, and the answer does not wait for what
 * comes after them.
 * @returns whether that may be asked again
 */
export async function sendCodeToPrinter(publicId: string, sender: string | Sender): Promise<LimitAnswer> {
  const limit = await consumeAll([
    ["popupsPerAddress", sender],
    ["popupsPerPrinter", publicId],
  ]);
  if (limit.ok)
    void showCodes(publicId).catch((error: unknown) =>
      log.error(
        { reason: error instanceof Error ? error.message.slice(0, 300) : "unknown" },
        "a linking code could not be shown on its printer",
      ),
    );
  return limit;
}

/** Each machine that says this id shows a code of its own: whose it is, the person sees on theirs. */
async function showCodes(publicId: string): Promise<void> {
  let shown = 0;
  for (const printer of await getConnectedPrinters(publicId)) if (await showCode(printer)) shown++;
  if (!shown) log.info("a linking code was asked for on a printer that is not connected here, or has an owner");
}

async function showCode({ printerId, publicId, owned }: ConnectedPrinter): Promise<boolean> {
  const shown = owned ? undefined : await codeToShow(printerId);
  if (!shown) return false;
  const minutesLeft = Math.floor((shown.expiresAt.getTime() - now().getTime()) / minutes(1));
  return showPopup(publicId, {
    title: t("popup.title", { service: env().serviceName }),
    text: t("popup.text", { code: spellLinkingCode(shown.code), minutes: Math.max(1, minutesLeft) }),
    showSeconds: 0,
  });
}
