import { liveLinks } from "@/lib/gateway/links/live-links";
import { PopupStyle } from "@/lib/octostream/generated/octostream/popup-style";

export type Popup = {
  title: string;
  text: string;
  style?: "notice" | "info" | "success" | "error";
  actionText?: string;
  /** http or https. */
  actionLink?: string;
  /** 0: stays until it is closed. */
  showSeconds?: number;
};

const STYLES = {
  notice: PopupStyle.Notice,
  info: PopupStyle.Info,
  success: PopupStyle.Success,
  error: PopupStyle.Error,
} as const;

// OctoPrint puts title and text into its page as HTML: without angle brackets no text can become an element there, and
// the signs that replace them look the same on screens that show plain text (docs/printer-protocol.md#7-security).
const plain = (text: string) => text.replaceAll("<", "\u2039").replaceAll(">", "\u203a").slice(0, 500);

const isWebLink = (link: string) => URL.canParse(link) && /^https?:$/.test(new URL(link).protocol);

/**
 * Shows a message on a printer's own screen, where its program can do that.
 * @returns false when the printer is not connected to this process; true does not mean that anybody saw it
 */
export function showPopup(
  publicId: string,
  { title, text, style = "notice", actionText, actionLink, showSeconds = 20 }: Popup,
): boolean {
  const link = liveLinks().get(publicId);
  if (!link) return false;
  const withAction = actionText !== undefined && actionLink !== undefined && isWebLink(actionLink);
  return link.popup({
    title: plain(title),
    text: plain(text),
    style: STYLES[style],
    actionText: withAction ? plain(actionText) : undefined,
    actionLink: withAction ? new URL(actionLink).href : undefined,
    showSeconds,
    onlyThroughRelay: false,
  });
}
