import Bowser from "bowser";
import { t } from "@/lib/messages/messages";

/**
 * What a browser calls itself, in words for its owner, such as "Safari on iPhone".
 * @param userAgent as sent, or nothing
 */
export function deviceName(userAgent: string | null | undefined): string {
  if (!userAgent) return t("devices.unknown");
  const { browser, os, platform } = Bowser.parse(userAgent.slice(0, 500));
  const device = platform.model ?? os.name;
  if (!browser.name && !device) return t("devices.unknown");
  return t("devices.on", {
    browser: (browser.name || t("devices.aBrowser")).slice(0, 40),
    device: (device || t("devices.aDevice")).slice(0, 40),
  });
}
