import type { ReactNode } from "react";
import { LineIcon } from "@/components/ui/line-icon";

const paths = {
  person: (
    <>
      <circle cx="12" cy="8" r="4" />
      <path d="M4 21c1-5 4-7 8-7s7 2 8 7" />
    </>
  ),
  printer: <path d="M4 4h16M6 4v16M18 4v16M3 20h18M10 9h4v3l-2 3-2-3z" />,
  shield: (
    <>
      <path d="M12 3l8 3v6c0 5-4 8-8 9-4-1-8-4-8-9V6z" />
      <path d="M9 12l2 2 4-4" />
    </>
  ),
  arrow: <path d="M4 12h14M13 6l6 6-6 6" />,
  clock: (
    <>
      <circle cx="12" cy="12" r="9" />
      <path d="M12 7v5l3 2" />
    </>
  ),
  check: <path d="M5 13l4 4L19 7" />,
  mail: <path d="M4 6h16v12H4zM4.5 7l7.5 6 7.5-6" />,
  dials: (
    <>
      <path d="M4 7h8M18 7h2M4 17h2M12 17h8" />
      <circle cx="15" cy="7" r="2.6" />
      <circle cx="9" cy="17" r="2.6" />
    </>
  ),
  coin: (
    <>
      <circle cx="12" cy="12" r="9" />
      <path d="M15 9c-.6-1-1.7-1.5-3-1.5-1.7 0-3 .8-3 2.2 0 3 6 1.6 6 4.6 0 1.4-1.3 2.2-3 2.2-1.4 0-2.5-.6-3.2-1.6" />
      <path d="M12 5.5v13" />
    </>
  ),
  key: (
    <>
      <circle cx="8" cy="15" r="4" />
      <path d="M11 12l9-9M16 7l3 3" />
    </>
  ),
};

export type Fact = { icon: keyof typeof paths; text: ReactNode };

/** A short list of what is true, one picture a line. @param tight beside other things, in small letters */
export function Facts({ facts, bare, tight }: { facts: Fact[]; bare?: boolean; tight?: boolean }) {
  const line = tight ? "py-1" : "border-t border-line py-2.5 first:border-t-0";
  return (
    <ul className={bare || tight ? "" : "rounded-card border border-line bg-card px-4 py-1"}>
      {facts.map(({ icon, text }, index) => (
        <li key={index} className={`grid grid-cols-[24px_1fr] gap-3 text-small ${line}`}>
          <LineIcon className="size-[22px] text-soft">{paths[icon]}</LineIcon>
          <span className="min-w-0 [overflow-wrap:anywhere]">{text}</span>
        </li>
      ))}
    </ul>
  );
}
