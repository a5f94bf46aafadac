import type { ReactNode } from "react";

/** For messages with `<b>`. */
export const bold = (chunks: ReactNode) => <b className="[overflow-wrap:anywhere]">{chunks}</b>;
/** For messages with `<code>`. */
export const code = (chunks: ReactNode) => <code>{chunks}</code>;
