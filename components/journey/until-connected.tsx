import type { ReactNode } from "react";

/**
 * A question whose answer opens an app by its own address: that leaves the page standing. Once the portal says that it
 * is done, the page's script puts what there is to say then in its place.
 * @param url of the poll @param after what is shown then
 */
export const UntilConnected = ({ url, after, children }: { url: string; after: ReactNode; children: ReactNode }) => (
  <div className="contents" data-connected={url}>
    {children}
    <template>{after}</template>
  </div>
);
