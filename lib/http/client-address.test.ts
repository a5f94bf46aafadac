import type { IncomingMessage } from "node:http";
import { afterEach, describe, expect, it } from "vitest";
import { overrideEnv } from "@/lib/env";
import { clientAddress, normaliseAddress } from "@/lib/http/client-address";

const from = (remoteAddress: string, forwarded?: string) =>
  clientAddress({
    socket: { remoteAddress },
    headers: forwarded === undefined ? {} : { "x-forwarded-for": forwarded },
  } as unknown as IncomingMessage);

describe("the address of a client", () => {
  afterEach(() => overrideEnv({ trustedProxies: [] }));

  it.each([
    ["203.0.113.7", "203.0.113.7"],
    ["::ffff:203.0.113.7", "203.0.113.7"],
    ["::1", "127.0.0.1"],
    ["127.0.0.1", "127.0.0.1"],
    ["2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"],
    ["2001:db8:1:2:ffff::1", "2001:db8:1:2::/64"],
  ])("%s counts as %s", (text, expected) => expect(normaliseAddress(text)).toBe(expected));

  it("is the socket's own without a named proxy, whatever is forwarded", () => {
    expect(from("198.51.100.1", "203.0.113.7")).toBe("198.51.100.1");
  });

  it.each([
    ["203.0.113.7", "203.0.113.7"],
    ["1.1.1.1, 203.0.113.7", "203.0.113.7"],
    ["1.1.1.1, 203.0.113.7, 10.1.2.3", "203.0.113.7"],
    ["203.0.113.7:4711", "203.0.113.7"],
    ["[2001:db8:1:2::1]:4711", "2001:db8:1:2::/64"],
    ["", "10.0.0.1"],
    ["garbage", "unknown"],
  ])("is read from the right behind a named proxy: %j", (forwarded, expected) => {
    overrideEnv({ trustedProxies: ["10.0.0.0/8"] });
    expect(from("10.0.0.1", forwarded)).toBe(expected);
  });
});
