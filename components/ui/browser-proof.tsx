import type { Challenge } from "altcha-lib";

/** A challenge for which forms (paths), what is said while one waits for it, and on the button. */
export type WantedProof = { challenge: Challenge; forms: readonly string[]; text: string; busy: string };

/**
 * Where the page's script finds the challenge to work out. That a form waits for it is said below its button, where
 * the script moves this.
 */
export const BrowserProof = ({ wanted }: { wanted: WantedProof | undefined }) =>
  wanted && (
    <div role="status" data-proof={JSON.stringify(wanted)} data-challenge={JSON.stringify(wanted.challenge)}>
      <p className="text-small text-soft empty:hidden" />
    </div>
  );
