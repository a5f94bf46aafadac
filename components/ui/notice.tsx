import type { ReactNode } from "react";
import { LineIcon } from "@/components/ui/line-icon";

const tones = {
  warn: "bg-warn-wash text-warn",
  bad: "bg-bad-wash text-bad",
  good: "bg-good-wash text-good",
  plain: "bg-line/55 text-ink",
};

const WARNING = "M12 4l9 16H3zM12 10v4M12 17v.5";
const SIGNS = {
  warn: WARNING,
  bad: WARNING,
  good: "M5 13l4 4L19 7",
  plain: "M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18M12 11v5.5M12 7.5v.5",
};

/** A sentence that must not be missed. `bad` is announced at once; `plain` neither praises nor warns. */
export function Notice({ tone, children, live }: { tone: keyof typeof tones; children: ReactNode; live?: boolean }) {
  return (
    <div
      role={tone === "bad" ? "alert" : live ? "status" : undefined}
      className={`grid grid-cols-[22px_1fr] gap-3 rounded-field px-4 py-3 text-small ${tones[tone]}`}
    >
      <LineIcon width="22" height="24">
        <path d={SIGNS[tone]} />
      </LineIcon>
      <div className="min-w-0">{children}</div>
    </div>
  );
}
