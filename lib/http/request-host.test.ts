import { describe, expect, it } from "vitest";
import { requestHost } from "@/lib/http/request-host";

const EVALUATION = { mode: "evaluation" as const, portalUrl: "http://localhost:3000", relayDomain: "localhost:3000" };
const PRODUCTION = { mode: "production" as const, portalUrl: "https://portal.example", relayDomain: "relay.example" };

describe("the Host header", () => {
  it.each([
    ["localhost:3000", { kind: "portal", origin: "http://localhost:3000" }],
    ["LOCALHOST:3000", { kind: "portal", origin: "http://localhost:3000" }],
    ["127.0.0.1:3000", { kind: "portal", origin: "http://127.0.0.1:3000" }],
    ["[::1]:3000", { kind: "portal", origin: "http://[::1]:3000" }],
    ["app-abc123.localhost:3000", { kind: "relay", label: "abc123" }],
    ["view-abc123.localhost:3000", { kind: "view", label: "abc123" }],
    ["view-.localhost:3000", undefined],
    ["tun-abc123.localhost:3000", { kind: "tunnel", label: "abc123" }],
    ["TUN-abc123.localhost:3000", { kind: "tunnel", label: "abc123" }],
    [`tun-${"a".repeat(59)}.localhost:3000`, { kind: "tunnel", label: "a".repeat(59) }],
    [`tun-${"a".repeat(60)}.localhost:3000`, undefined],
    [`view-${"a".repeat(59)}.localhost:3000`, undefined],
    ["tun-.localhost:3000", undefined],
    ["tun-a.b.localhost:3000", undefined],
    ["tun.localhost:3000", undefined],
    ["evil.example", undefined],
    ["localhost.evil.example", undefined],
    ["192.168.1.20:3000", undefined],
    ["printer.local", undefined],
    ["other.localhost:3000", undefined],
    ["app-.localhost", undefined],
    ["app-a.b.localhost", undefined],
    ["", undefined],
    [undefined, undefined],
    ["localhost:3000@evil.example", undefined],
    ["127.1", undefined],
  ])("in evaluation mode: %s", (header, expected) => expect(requestHost(header, EVALUATION)).toEqual(expected));

  const LAN = { ...EVALUATION, portalUrl: "http://192.168.1.5:3000", lanHosts: ["192.168.1.5:3000", "[fd00::5]:3000"] };
  it.each([
    ["192.168.1.5:3000", { kind: "portal", origin: "http://192.168.1.5:3000" }],
    ["[fd00::5]:3000", { kind: "portal", origin: "http://[fd00::5]:3000" }],
    ["[FD00::5]:3000", { kind: "portal", origin: "http://[fd00::5]:3000" }],
    ["localhost:3000", { kind: "portal", origin: "http://localhost:3000" }],
    ["app-x1.localhost:3000", { kind: "relay", label: "x1" }],
    ["view-x1.localhost:3000", { kind: "view", label: "x1" }],
    ["192.168.1.5", undefined],
    ["192.168.1.5:3001", undefined],
    ["192.168.1.6:3000", undefined],
    ["192.168.1.5.:3000", undefined],
    ["192.168.1.5.evil.example:3000", undefined],
    ["192-168-1-5.evil.example:3000", undefined],
    ["192.168.1.5.nip.io:3000", undefined],
    ["app-x1.192.168.1.5:3000", undefined],
    ["3232235781:3000", undefined],
    ["0xc0a80105:3000", undefined],
    ["192.168.261:3000", undefined],
    ["[fd00:0::5]:3000", undefined],
    ["[::ffff:192.168.1.5]:3000", undefined],
    ["printer.local:3000", undefined],
    ["raspberrypi:3000", undefined],
  ])("in a trial at home: %s", (header, expected) => expect(requestHost(header, LAN)).toEqual(expected));

  it.each([
    ["portal.example", { kind: "portal", origin: "https://portal.example" }],
    ["app-0zzz.relay.example", { kind: "relay", label: "0zzz" }],
    ["view-0zzz.relay.example", { kind: "view", label: "0zzz" }],
    ["view-0zzz.portal.example", undefined],
    ["localhost", undefined],
    ["127.0.0.1", undefined],
    ["relay.example", undefined],
    ["app-x.portal.example", undefined],
    ["portal.example.", undefined],
    ["portal.example:444", undefined],
    ["xapp-1.relay.example", undefined],
  ])("in production: %s", (header, expected) => expect(requestHost(header, PRODUCTION)).toEqual(expected));
});
