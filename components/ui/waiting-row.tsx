import type { ReactNode } from "react";

/** Something that comes by itself: the only thing to read while one waits for it. Announced. */
export const WaitingRow = ({ children }: { children: ReactNode }) => (
  <p
    role="status"
    className="flex items-center gap-3 rounded-card border border-line bg-card px-[18px] py-4 sm:bg-paper"
  >
    <span
      aria-hidden
      className="waiting-spool size-6 flex-none rounded-full border-[3px] border-line border-t-filament"
    />
    <span className="min-w-0">{children}</span>
  </p>
);
