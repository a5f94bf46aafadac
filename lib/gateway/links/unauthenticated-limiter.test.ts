import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { overrideEnv } from "@/lib/env";
import { UnauthenticatedLimiter } from "@/lib/gateway/links/unauthenticated-limiter";

/** The n-th /64 of a /48. */
const v6 = (site: number, n: number) => `2001:db8:${site.toString(16)}:${n.toString(16)}::/64`;
const range = (length: number) => Array.from({ length }, (_, index) => index);

describe("sockets that have not proven anything", () => {
  let limiter: UnauthenticatedLimiter;
  const evicted: string[] = [];
  const enter = (address: string) => limiter.enter(address, () => evicted.push(address));
  const places = (addresses: string[]) => addresses.map(enter).filter((place) => place !== undefined);
  beforeEach(() => {
    overrideEnv({ mode: "production" });
    limiter = new UnauthenticatedLimiter();
    evicted.length = 0;
  });
  afterEach(() => overrideEnv({ mode: "evaluation" }));

  it("are limited for each address, and a place that is given back twice counts once", () => {
    const taken = places(range(41).map(() => "192.0.2.1"));
    expect(taken).toHaveLength(40);
    expect(enter("192.0.2.2")).toBeDefined();
    taken[0]?.leave();
    taken[0]?.leave();
    expect(places(["192.0.2.1", "192.0.2.1"])).toHaveLength(1);
    expect(evicted).toEqual([]);
  });

  it.each([
    ["a /48", (n: number) => v6(7, n)],
    ["a /24", (n: number) => `192.0.2.${n % 256}`],
  ])("displace silent ones of their own network when %s is full, the oldest first", (_, address) => {
    expect(places(range(203).map(address))).toHaveLength(203);
    expect(evicted).toEqual([address(0), address(1), address(2)]);
  });

  it("get no place in a network that is full of sockets with a handshake", () => {
    for (const place of places(range(200).map((n) => v6(7, n)))) place.keep();
    expect(enter(v6(7, 500))).toBeUndefined();
    expect(enter(v6(8, 1))).toBeDefined();
  });

  it("lose nothing to 65,536 silent sockets of one /48: a printer that comes afterwards gets in", () => {
    places(range(65_536).map((n) => v6(7, n)));
    const printer = enter("203.0.113.1");
    expect(printer).toBeDefined();
    expect(evicted).not.toContain("203.0.113.1");
  });

  it("give way when all places are taken: the oldest silent one of the network that holds most", () => {
    const speaking = places(range(1000).map((n) => v6(100 + (n % 5), n)));
    for (const place of speaking) place.keep();
    places(range(900).map((n) => v6(200 + (n % 9), n)));
    places(range(100).map((n) => v6(300 + n, 1)));
    expect(evicted).toEqual([]);
    expect(enter("203.0.113.1")).toBeDefined();
    expect(evicted).toEqual([v6(200, 0)]);
    for (const n of range(50)) expect(enter(`203.0.${n}.1`)).toBeDefined();
    expect(evicted.every((address) => /^2001:db8:c[89a-f]:|^2001:db8:d0:/.test(address))).toBe(true);
  });

  it("get no place when all have sent a handshake", () => {
    for (const place of places(range(2000).map((n) => v6(n % 50, n)))) place.keep();
    expect(enter("203.0.113.1")).toBeUndefined();
  });

  it("find their way in quickly while a flood of many networks goes on", () => {
    const flood = vi.fn();
    for (const n of range(20_000)) limiter.enter(v6(n % 4096, n >> 12), flood);
    expect(enter("203.0.113.1")).toBeDefined();
    expect(flood.mock.calls.length).toBeGreaterThan(10_000);
  });
});
