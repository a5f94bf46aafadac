import type { ReactNode } from "react";

/** For messages with `<a>`: the way to the account. */
export const toAccount = (chunks: ReactNode) => (
  <a href="/account" className="underline underline-offset-2 hover:text-ink">
    {chunks}
  </a>
);
