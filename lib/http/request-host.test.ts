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

  it.each([
    ["portal.example", { kind: "portal", origin: "https://portal.example" }],
    ["app-0zzz.relay.example", { kind: "relay", label: "0zzz" }],
    ["localhost", undefined],
    ["127.0.0.1", undefined],
    ["relay.example", undefined],
    ["app-x.portal.example", undefined],
    ["portal.example.", undefined],
    ["portal.example:444", undefined],
    ["xapp-1.relay.example", undefined],
  ])("in production: %s", (header, expected) => expect(requestHost(header, PRODUCTION)).toEqual(expected));
});
