import type { ReactNode } from "react";

/** A card of lines with rules between them. */
export function Rows({ children, ordered }: { children: ReactNode; ordered?: boolean }) {
  const List = ordered ? "ol" : "ul";
  return (
    <List
      className={
        "rounded-card border border-line bg-card px-[18px] py-[5px] sm:bg-paper [&>li]:border-t " +
        "[&>li]:border-line [&>li:first-child]:border-t-0"
      }
    >
      {children}
    </List>
  );
}

/** A line that leads somewhere. @param detail one quiet line below @param aside at the right, before the arrow */
export function LinkRow({
  href,
  label,
  detail,
  aside,
}: {
  href: string;
  label: ReactNode;
  detail?: ReactNode;
  aside?: ReactNode;
}) {
  return (
    <li>
      <a href={href} className="flex min-h-14 items-center gap-3 py-2 no-underline">
        {/* Where both are long the aside moves below, so that words keep their width. */}
        <span className="flex min-w-0 grow flex-wrap items-center justify-between gap-x-3">
          <span className="min-w-[min(100%,7.5rem)] flex-1 [overflow-wrap:anywhere]">
            <span className="block font-medium">{label}</span>
            {detail && <span className="block text-tiny text-soft">{detail}</span>}
          </span>
          {aside && <span>{aside}</span>}
        </span>
        <span aria-hidden className="flex-none text-soft">
          ›
        </span>
      </a>
    </li>
  );
}

/** A line of text. @param action a small form or link at the right */
export function TextRow({ label, detail, action }: { label: ReactNode; detail?: ReactNode; action?: ReactNode }) {
  return (
    <li className="flex min-h-14 items-center justify-between gap-4 py-[9px]">
      <div className="min-w-0 [overflow-wrap:anywhere]">
        <span className="block font-medium">{label}</span>
        {detail && <span className="block text-tiny text-soft">{detail}</span>}
      </div>
      {action && <div className="flex-none">{action}</div>}
    </li>
  );
}

/** What is known about one thing: name at the left, value at the right. */
export function FactRows({ facts }: { facts: { label: ReactNode; value: ReactNode }[] }) {
  return (
    <dl className="rounded-card border border-line bg-card px-[18px] py-[5px] sm:bg-paper">
      {facts.map(({ label, value }, index) => (
        <div
          key={index}
          className={
            "flex flex-wrap items-baseline justify-between gap-x-4 " + "border-t border-line py-[11px] first:border-t-0"
          }
        >
          <dt className="min-w-0 text-soft">{label}</dt>
          <dd className="min-w-0 flex-[1_1_7rem] text-end font-medium [overflow-wrap:anywhere]">{value}</dd>
        </div>
      ))}
    </dl>
  );
}

/** Heading of a part of a page. */
export function PartTitle({ children }: { children: ReactNode }) {
  return <h2 className="mt-7 mb-2.5 font-semibold">{children}</h2>;
}
