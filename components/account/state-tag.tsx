import { stateWords } from "@/components/account/connection-words";
import type { AccountConnection } from "@/lib/connections/account-connection-store";

/** The state of a connection, green when it works. */
export function StateTag({ connection }: { connection: AccountConnection }) {
  const { words, good } = stateWords(connection);
  return <span className={good ? "font-semibold text-good" : "font-semibold text-warn"}>{words}</span>;
}
