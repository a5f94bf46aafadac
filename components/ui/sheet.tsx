import type { ReactNode } from "react";

/**
 * The sheet below every page: full height on a phone, a centred card on a tablet.
 * @param after what stands below everything
 */
export function Sheet({ step, after, children }: { step: string; after?: ReactNode; children: ReactNode }) {
  return (
    <div className="flex min-h-[calc(100dvh-var(--banner,0rem))] flex-col sm:justify-center sm:px-6 sm:py-10">
      <main
        data-step={step}
        className={
          "mx-auto flex w-full max-w-[480px] grow flex-col px-6 pt-[max(20px,env(safe-area-inset-top))] " +
          "pb-[max(20px,env(safe-area-inset-bottom))] sm:max-w-[540px] sm:grow-0 sm:rounded-[28px] " +
          "sm:border sm:border-line sm:bg-card sm:px-11 sm:pt-11 sm:pb-9"
        }
      >
        {children}
        {after}
      </main>
    </div>
  );
}

/** Title and lead of a page. */
export function Heading({ title, children }: { title: ReactNode; children?: ReactNode }) {
  return (
    <div className="mb-[22px]">
      <h1
        className={
          "mb-2.5 text-[1.7rem] font-[680] leading-[1.16] tracking-[-0.018em] text-balance " +
          "[overflow-wrap:anywhere]"
        }
      >
        {title}
      </h1>
      {children && <div className="text-soft [&_b]:text-ink">{children}</div>}
    </div>
  );
}

/** What a person can do here, at the thumb: on a phone at the bottom of the screen. */
export function Actions({ children }: { children: ReactNode }) {
  return <div className="mt-auto flex flex-col gap-1.5 pt-7">{children}</div>;
}
