import type { ReactNode } from "react";
import { LineIcon } from "@/components/ui/line-icon";

/** Something that is asked once more before it is done: the question opens on a tap, without a script. */
export function Disclosure({ summary, lead, children }: { summary: ReactNode; lead: ReactNode; children: ReactNode }) {
  return (
    <details className="group/more mt-1">
      <summary
        className={
          "flex min-h-12 cursor-pointer items-center gap-2 text-small font-medium text-soft " + "hover:text-ink"
        }
      >
        <span>{summary}</span>
        <LineIcon className="size-4 flex-none group-open/more:rotate-180" strokeWidth="2.5">
          <path d="M6 9l6 6 6-6" />
        </LineIcon>
      </summary>
      <div className="pb-2">
        <p className="mb-3 text-small text-soft">{lead}</p>
        {children}
      </div>
    </details>
  );
}
