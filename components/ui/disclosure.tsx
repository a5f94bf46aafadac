import type { ReactNode } from "react";

/** Something that is asked once more before it is done: the question opens on a tap, without a script. */
export function Disclosure({ summary, lead, children }: { summary: ReactNode; lead: ReactNode; children: ReactNode }) {
  return (
    <details className="group/more mt-1">
      <summary
        className={
          "flex min-h-12 cursor-pointer items-center gap-2 px-1 text-[0.94rem] font-medium text-soft " +
          "hover:text-ink"
        }
      >
        {summary}
        <svg
          viewBox="0 0 24 24"
          className="size-4 flex-none group-open/more:rotate-180"
          fill="none"
          stroke="currentColor"
          strokeWidth="2.5"
          strokeLinecap="round"
          strokeLinejoin="round"
          aria-hidden
        >
          <path d="M6 9l6 6 6-6" />
        </svg>
      </summary>
      <div className="pb-2">
        <p className="mb-3 px-1 text-[0.94rem] text-soft">{lead}</p>
        {children}
      </div>
    </details>
  );
}
