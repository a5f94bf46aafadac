import type { ReactNode } from "react";

/** One of a few things to do, one after the other: belongs into an `<ol>`. */
export const NumberedStep = ({ number, children }: { number: number; children: ReactNode }) => (
  <li className="grid grid-cols-[30px_1fr] gap-3">
    <span
      aria-hidden
      className={
        "grid size-7 place-items-center rounded-full border-[1.5px] border-line text-tiny font-semibold " + "text-soft"
      }
    >
      {number}
    </span>
    <div className="flex min-w-0 flex-col gap-2.5">{children}</div>
  </li>
);
