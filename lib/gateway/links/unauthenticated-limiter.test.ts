import { afterEach, describe, expect, it } from "vitest";
import { overrideEnv } from "@/lib/env";
import { unauthenticatedLimiter } from "@/lib/gateway/links/unauthenticated-limiter";

describe("sockets that have not proven anything", () => {
  afterEach(() => overrideEnv({ mode: "evaluation" }));

  it("are limited for each address, and a place that is given back twice counts once", () => {
    overrideEnv({ mode: "production" });
    const strangers = unauthenticatedLimiter();
    const places = Array.from({ length: 41 }, () => strangers.enter("192.0.2.1"));
    expect(places.filter(Boolean)).toHaveLength(40);
    expect(strangers.enter("192.0.2.2")).toBeDefined();
    places[0]?.();
    places[0]?.();
    expect([strangers.enter("192.0.2.1"), strangers.enter("192.0.2.1")].filter(Boolean)).toHaveLength(1);
  });

  it("are limited in all, however many addresses they come from", () => {
    overrideEnv({ mode: "production" });
    const strangers = unauthenticatedLimiter();
    const places = Array.from({ length: 2100 }, (_, i) => strangers.enter(`192.0.2.${i}`));
    expect(places.filter(Boolean)).toHaveLength(2000);
  });
});
