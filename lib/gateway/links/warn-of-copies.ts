import { hours, now } from "@/lib/clock";
import { showPopup } from "@/lib/gateway/show-popup";

/** A copy tries again every few minutes: its owner needs to know, not to be told each time. */
const WARN_AGAIN_AFTER = hours(1);

/** @returns says on a connected printer's screen that a copy of it tried to connect, at most once an hour */
export function warnOfCopies(): (publicId: string) => void {
  const warnedAt = new Map<string, number>();
  return (publicId) => {
    const at = now().getTime();
    for (const [other, time] of warnedAt) if (at - time >= WARN_AGAIN_AFTER) warnedAt.delete(other);
    if (warnedAt.has(publicId)) return;
    const shown = showPopup(publicId, {
      title: "A copy of this printer tried to connect",
      text:
        "Another machine uses the identity of this printer, perhaps because its memory card was copied. " +
        "It was refused. Give it an identity of its own; if you know of no copy, " +
        "set this printer up anew.",
      style: "error",
      showSeconds: 0,
    });
    if (shown) warnedAt.set(publicId, at);
  };
}
