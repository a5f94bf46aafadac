/**
 * Where the page's script goes on when a payment becomes known. Without it the page loads itself again.
 */
export const AwaitPayment = ({
  url,
  state,
  refreshSeconds,
}: {
  url: string;
  state: string;
  refreshSeconds: number;
}) => (
  <>
    <span hidden data-payment={url} data-state={state} />
    <noscript>
      <meta httpEquiv="refresh" content={String(refreshSeconds)} />
    </noscript>
  </>
);
