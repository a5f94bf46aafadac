import { expect, it } from "vitest";
import { listenAddresses } from "@/lib/listen-addresses";
import { startupNotes } from "@/lib/startup-notes";

const settings = {
  mode: "production" as const,
  portalUrl: "https://portal.example.org",
  relayDomain: "example-relay.org",
  trustedProxies: ["127.0.0.1"],
  listenAddresses: ["127.0.0.1"],
  metricsListen: undefined,
};

it.each([
  [{}, undefined],
  [{ relayDomain: "relay.example.org" }, "registrable domain"],
  [{ portalUrl: "https://a.github.io", relayDomain: "b.github.io" }, undefined],
  [{ trustedProxies: [] }, "TRUSTED_PROXIES"],
  [{ listenAddresses: undefined }, "LISTEN_ADDRESS"],
  [{ metricsListen: { host: "127.0.0.1", port: 9464 } }, undefined],
  [{ metricsListen: { host: "0.0.0.0", port: 9464 } }, "METRICS_LISTEN"],
  [{ metricsListen: { host: "::", port: 9464 } }, "METRICS_LISTEN"],
  [{ mode: "evaluation" as const, trustedProxies: [], listenAddresses: undefined }, undefined],
])("what deserves a thought is noted at the start: %j", (change, note) => {
  expect(startupNotes({ ...settings, ...change })).toEqual(note ? [expect.stringContaining(note)] : []);
});

const LOOPBACK = ["127.0.0.1", "::1"];

it.each([
  ["evaluation", undefined, [], LOOPBACK],
  ["evaluation", ["::1"], [], ["::1"]],
  ["production", undefined, [], undefined],
  ["production", undefined, ["10.0.0.0/8"], undefined],
  ["production", undefined, ["127.0.0.1"], LOOPBACK],
  ["production", undefined, ["10.0.0.1", "::1"], LOOPBACK],
  ["production", undefined, ["127.0.0.0/8"], LOOPBACK],
  ["production", ["192.0.2.7", "fd00::7"], ["127.0.0.1"], ["192.0.2.7", "fd00::7"]],
] as const)("in %s, asked for %j and behind %j, the server listens on %j", (mode, asked, proxies, expected) => {
  const given = { LISTEN_ADDRESS: asked && [...asked], TRUSTED_PROXIES: [...proxies] };
  expect(listenAddresses(given, mode)).toEqual(expected);
});

it("evaluation mode listens to this machine only", () => {
  expect(() => listenAddresses({ LISTEN_ADDRESS: ["0.0.0.0"], TRUSTED_PROXIES: [] }, "evaluation")).toThrow();
});
