import { describe, expect, it } from "vitest";
import { chooseLan, lanAddresses } from "@/lib/lan-addresses";

const addresses = (list: Record<string, string[]>) =>
  lanAddresses(
    Object.fromEntries(Object.entries(list).map(([name, all]) => [name, all.map((address) => ({ address }))])),
  );

describe("the addresses that --lan adds", () => {
  it.each(["10.1.2.3", "172.16.0.1", "172.31.255.1", "192.168.1.5", "169.254.7.7", "192.0.2.2", "203.0.113.9"])(
    "are those that the internet does not reach: %s",
    (address) => expect(addresses({ eth0: [address] })).toEqual([{ listen: address, host: address }]),
  );

  it.each(["127.0.0.1", "8.8.8.8", "172.32.0.1", "192.0.3.2", "100.64.0.1", "::1", "2001:db9::1", "0.0.0.0", "x"])(
    "are no others: %s",
    (address) => expect(addresses({ eth0: [address] })).toEqual([]),
  );

  it("of IPv6 too, in brackets as browsers write them; link-local ones are listened on with their interface", () => {
    expect(addresses({ eth0: ["fd00::5", "fe80::1"] })).toEqual([
      { listen: "fd00::5", host: "[fd00::5]" },
      { listen: "fe80::1%eth0", host: "[fe80::1]" },
    ]);
  });

  it("begin with the one that a phone reaches", () => {
    const all = addresses({ docker0: ["172.17.0.1"], wlan0: ["fe80::1", "fd00::5", "169.254.1.1", "192.168.1.5"] });
    expect(all.map(({ host }) => host)).toEqual(["192.168.1.5", "[fd00::5]", "169.254.1.1", "[fe80::1]", "172.17.0.1"]);
  });

  it("are none where they were not asked for, and asking in vain is said", () => {
    const found = () => [{ listen: "10.0.0.1", host: "10.0.0.1" }];
    expect(chooseLan({ LAN: "0" }, "evaluation", found)).toEqual([]);
    expect(chooseLan({ LAN: "1" }, "evaluation", found)).toEqual(found());
    expect(() => chooseLan({ LAN: "1" }, "production", found)).toThrow(/PORTAL_URL/);
    expect(() => chooseLan({ LAN: "1", LISTEN_ADDRESS: ["127.0.0.1"] }, "evaluation", found)).toThrow(/LISTEN_ADDRESS/);
    expect(() => chooseLan({ LAN: "1" }, "evaluation", () => [])).toThrow(/no private address/);
  });
});
