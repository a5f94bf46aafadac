import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { overrideEnv } from "@/lib/env";
import { connectionLimiter } from "@/lib/gateway/links/connection-limiter";
import { log } from "@/lib/observability/log";

const v6 = (site: number, n: number) => `2001:db8:${site.toString(16)}:${n.toString(16)}::/64`;
const range = (length: number) => Array.from({ length }, (_, index) => index);

describe("places of connections", () => {
  beforeEach(() => overrideEnv({ mode: "production" }));
  afterEach(() => {
    overrideEnv({ mode: "evaluation" });
    vi.restoreAllMocks();
  });
  const limiter = () => connectionLimiter({ perAddress: 4, perNetwork: 10, inAll: 100 });
  const taken = (places: ReturnType<typeof limiter>, addresses: string[]) =>
    addresses.map((address) => places.enter(address)).filter((leave) => leave !== undefined);

  it("are limited for an address and its network, and come back once", () => {
    const places = limiter();
    expect(taken(places, Array<string>(6).fill("192.0.2.1"))).toHaveLength(4);
    const more = taken(
      places,
      range(250).map((n) => `192.0.2.${n + 2}`),
    );
    expect(more).toHaveLength(6);
    more[0]?.();
    more[0]?.();
    expect(taken(places, ["192.0.2.200", "192.0.2.201"])).toHaveLength(1);
    expect(taken(places, ["192.0.3.1"])).toHaveLength(1);
  });

  it("are for each network as many as for an address when all together are too many, and an operator reads it", () => {
    const alarm = vi.spyOn(log, "error").mockImplementation(() => undefined);
    const places = limiter();
    for (const site of range(10))
      taken(
        places,
        range(10).map((n) => v6(site, n)),
      );
    expect(alarm).not.toHaveBeenCalled();
    expect(
      taken(
        places,
        range(100).map((n) => v6(77, n)),
      ),
    ).toHaveLength(4);
    expect(taken(places, [v6(0, 77), v6(78, 1)])).toHaveLength(1);
    expect(alarm).toHaveBeenCalledTimes(1);
  });
});
