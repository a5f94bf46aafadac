import type { Challenge } from "altcha-lib";

/** A challenge for which forms (paths), and what is said while one waits for it. */
export type WantedProof = { challenge: Challenge; forms: readonly string[]; text: string };

/** Where the page's script finds the challenge to work out, and says that a form waits for it. */
export const BrowserProof = ({ wanted }: { wanted: WantedProof | undefined }) =>
  wanted && (
    <div
      role="status"
      data-proof={JSON.stringify(wanted)}
      data-challenge={JSON.stringify(wanted.challenge)}
      className="fixed inset-x-0 bottom-0 z-20 mx-auto max-w-md p-3"
    >
      <p className="rounded-field bg-ink px-4 py-3 text-small text-paper shadow-lg empty:hidden" />
    </div>
  );
