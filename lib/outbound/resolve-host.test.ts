import { lookup as systemLookup } from "node:dns/promises";
import { describe, expect, it } from "vitest";
import { namedIn } from "@/lib/outbound/hosts-file";
import { resolveHost } from "@/lib/outbound/resolve-host";
import { setUpDns } from "@/tests/support/set-up-dns";

describe("looking a host up", () => {
  const dns = setUpDns();
  const look = (host: string, { hostsFile = false, ms = 6000 } = {}) =>
    resolveHost(host, { servers: [dns.server], hostsFile, signal: AbortSignal.timeout(ms) });
  const v4 = (...addresses: string[]) => addresses.map((address) => ({ address, family: 4 }));

  it("gives the addresses of both families", async () => {
    dns.names["both.example"] = { addresses: ["192.0.2.1", "192.0.2.2", "2001:db8::1"] };
    expect(await look("both.example")).toEqual({
      ok: true,
      addresses: [...v4("192.0.2.1", "192.0.2.2"), { address: "2001:db8::1", family: 6 }],
    });
  });

  it("follows a chain of names", async () => {
    dns.names["chained.example"] = { chain: ["a.example", "b.example", "c.example"], addresses: ["192.0.2.7"] };
    expect(await look("chained.example")).toEqual({ ok: true, addresses: v4("192.0.2.7") });
  });

  it("waits for a late answer, and for no answer that does not come for the other family", async () => {
    dns.names["late.example"] = { addresses: ["192.0.2.3"], afterMs: 1000 };
    dns.names["half.example"] = { addresses: ["192.0.2.4"], silent: "IPv6" };
    expect(await look("late.example")).toMatchObject({ ok: true });
    const started = performance.now();
    expect(await look("half.example")).toEqual({ ok: true, addresses: v4("192.0.2.4") });
    expect(performance.now() - started).toBeLessThan(3000);
  });

  it("says of a name without addresses, and of one that does not exist, that it cannot be reached", async () => {
    dns.names["empty.example"] = {};
    expect(await look("empty.example")).toEqual({ ok: false, error: "unreachable" });
    expect(await look("nobody.example")).toEqual({ ok: false, error: "unreachable" });
  });

  it.each([
    ["both.silent.example", 300],
    ["long.silent.example", 20_000],
  ] as const)("gives up on %s, whose name servers are silent, when it is told to or by itself", async (name, ms) => {
    dns.names[name] = { silent: "both" };
    expect(await look(name, { ms })).toEqual({ ok: false, error: "timeout" });
  });

  it("asks nobody about addresses and this machine's own name", async () => {
    dns.asked.splice(0);
    expect(await look("192.0.2.9")).toEqual({ ok: true, addresses: v4("192.0.2.9") });
    for (const name of ["localhost", "LOCALHOST", "x.localhost", "localhost."])
      expect(await look(name)).toEqual({ ok: true, addresses: [...v4("127.0.0.1"), { address: "::1", family: 6 }] });
    expect(dns.asked).toEqual([]);
  });

  it("leaves the threads of the system's lookup alone, however many names are silent", async () => {
    const names = Array.from({ length: 40 }, (_, index) => `silent${index}.example`);
    for (const name of names) dns.names[name] = { silent: "both" };
    let open = names.length;
    const all = names.map((name) => look(name, { ms: 3000 }).finally(() => open--));
    expect((await systemLookup("localhost")).address).toBeTruthy();
    expect(open).toBe(names.length);
    for (const answer of await Promise.all(all)) expect(answer).toEqual({ ok: false, error: "timeout" });
  });
});

describe("a hosts file", () => {
  const file = [
    "# 10.9.9.9 idp.corp.example",
    "127.0.0.1\tlocalhost",
    "",
    "10.0.0.5  idp.corp.example IDP # ours\r",
    "fd00::5 idp.corp.example",
    "nonsense idp.corp.example",
  ].join("\n");

  it("names addresses for the operator's own names", () => {
    expect(namedIn(file, "idp.corp.example")).toEqual(["10.0.0.5", "fd00::5"]);
    expect(namedIn(file, "idp")).toEqual(["10.0.0.5"]);
    expect(namedIn(file, "corp.example")).toEqual([]);
    expect(namedIn("", "idp")).toEqual([]);
  });
});
