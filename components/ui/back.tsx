import type { ComponentProps, ReactNode } from "react";

const look =
  "inline-flex min-h-11 cursor-pointer items-center gap-2 px-1 text-small font-medium text-soft no-underline " +
  "hover:text-ink";

const Content = ({ children }: { children: ReactNode }) => (
  <>
    <span aria-hidden>‹</span>
    <span>{children}</span>
  </>
);

/** The way to the page before: it looks like this wherever it is. Ways out of a decision are quiet buttons. */
export const BackLink = ({ children, ...rest }: ComponentProps<"a">) => (
  <a className={look} {...rest}>
    <Content>{children}</Content>
  </a>
);

/** The same where it is posted. */
export const BackButton = ({ children, ...rest }: ComponentProps<"button">) => (
  <button type="submit" className={look} {...rest}>
    <Content>{children}</Content>
  </button>
);
