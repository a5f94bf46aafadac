import { afterEach } from "vitest";
import { setUpDatabase } from "@/tests/support/database";
import { setUpGateway } from "@/tests/support/gateway";
import { setUpRelay, type TestRelay } from "@/tests/support/relay";

/** For tests: a JSON body. */
export const json = (body: Buffer) => JSON.parse(body.toString()) as Record<string, unknown>;

/** For tests: a relay for the virtual printer, with its limits as they were before each test. */
export function setUpFreshRelay(): TestRelay {
  setUpDatabase();
  const relay = setUpRelay(setUpGateway());
  afterEach(() => {
    relay.error = undefined;
    Object.assign(relay, { guesses: 1000, sockets: 1000 });
    Object.assign(relay.limits, { maxDownloadFileSizeBytes: 10 ** 9, maxUploadFileSizeBytes: 10 ** 9 });
  });
  return relay;
}
