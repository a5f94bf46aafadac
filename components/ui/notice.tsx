import type { ReactNode } from "react";
import { LineIcon } from "@/components/ui/line-icon";

const tones = {
  warn: "bg-warn-wash text-warn",
  bad: "bg-bad-wash text-bad",
  good: "bg-good-wash text-good",
};

/** A sentence that must not be missed. `bad` is announced at once. */
export function Notice({ tone, children, live }: { tone: keyof typeof tones; children: ReactNode; live?: boolean }) {
  return (
    <div
      role={tone === "bad" ? "alert" : live ? "status" : undefined}
      className={`grid grid-cols-[22px_1fr] gap-3 rounded-field px-4 py-3 text-small ${tones[tone]}`}
    >
      <LineIcon width="22" height="24">
        {tone === "good" ? <path d="M5 13l4 4L19 7" /> : <path d="M12 4l9 16H3zM12 10v4M12 17v.5" />}
      </LineIcon>
      <div className="min-w-0">{children}</div>
    </div>
  );
}
