import type { ReactNode } from "react";

/** The sheet below every page: as wide as a phone, a framed card on a tablet. Its measures are in app/layout.css. */
export function Sheet({ step, children }: { step: string; children: ReactNode }) {
  return (
    <div className="page">
      <main data-step={step} className="screen">
        {children}
      </main>
    </div>
  );
}

/** Title and lead of a page. */
export function Heading({ title, children, bare }: { title: ReactNode; children?: ReactNode; bare?: boolean }) {
  return (
    <div className={bare ? "" : "heading mb-[22px]"}>
      <h1 className="text-title font-bold tracking-[-0.021em] text-balance [overflow-wrap:anywhere]">{title}</h1>
      {children && <div className="mt-1.5 text-soft [&_b]:text-ink">{children}</div>}
    </div>
  );
}

/**
 * What a person can do here: a bar that stays in reach at the bottom of the screen. The primary button comes first; a
 * sentence that belongs to it before it. Best as the last child of its page: forms may stand elsewhere, and their
 * buttons name them (`form`).
 */
export function Actions({ children }: { children: ReactNode }) {
  return <div className="actions">{children}</div>;
}

/** In a bar, behind the primary button: ways that matter less, on a line of their own. */
export const MoreActions = ({ children }: { children: ReactNode }) => <div className="actions-more">{children}</div>;
