import { afterAll, beforeAll } from "vitest";
import { startTestDns, type TestDns } from "@/tests/support/dns";

/** For Vitest: one for the file. */
export function setUpDns(): TestDns {
  const dns: TestDns = { server: "", names: {}, asked: [] };
  let stop = () => undefined as void;
  beforeAll(async () => {
    const started = await startTestDns(dns.names);
    dns.server = started.server;
    dns.asked = started.asked;
    ({ stop } = started);
  });
  afterAll(() => stop());
  return dns;
}
