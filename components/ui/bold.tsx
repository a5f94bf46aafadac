import type { ReactNode } from "react";

/** For messages with `<b>`: mostly around what people or apps are called, whatever way that is written. */
export const bold = (chunks: ReactNode) => (
  <b className="[overflow-wrap:anywhere]">
    <bdi>{chunks}</bdi>
  </b>
);
/** For messages with `<n>`: a name that stands out by nothing else. */
export const isolated = (chunks: ReactNode) => <bdi>{chunks}</bdi>;
/** For messages with `<code>`. */
export const code = (chunks: ReactNode) => <code>{chunks}</code>;
