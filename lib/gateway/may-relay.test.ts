import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { mayRelay } from "@/lib/gateway/may-relay";
import type { StreamRequest } from "@/lib/gateway/streams/stream-types";

const request = (change: Partial<StreamRequest>): StreamRequest => ({
  kind: "http",
  method: "GET",
  url: "/",
  publicHost: "app-x.relay.example",
  headers: [],
  bodySize: 0,
  ...change,
});
const allowed = (url: string, change: Partial<StreamRequest> = {}) => mayRelay(request({ url, ...change }));

describe("what may be relayed to a printer", () => {
  it.each([
    "/",
    "/api/version?a=b",
    "//double/slash",
    "/a%20b",
    "/octoeverywhere",
    "/static/x.js?from=/octoeverywhere-command-api/",
  ])("is an address on the printer itself: %s", (url) => {
    expect(allowed(url)).toBe(true);
  });

  it.each(["http://192.168.1.1/", "*", "", "api", "\\\\host\\share", "/a b", "/a\r\nX: 1", "/a\0", "/#x"])(
    "is nothing else: %j",
    (url) => {
      expect(allowed(url)).toBe(false);
    },
  );

  it.each(["ping", "status", "status?x=1", "list-webcam", "webcam/list", "webcam/snapshot?index=1", "webcam/stream"])(
    "is the harmless command %s",
    (command) => {
      expect(allowed(`/octoeverywhere-command-api/${command}`)).toBe(true);
      expect(allowed(`/octoeverywhere-command-api/${command}`, { kind: "websocket" })).toBe(false);
    },
  );

  it.each([
    "rekey",
    "get-connection-info",
    "send-command",
    "pause",
    "status-x",
    "ping/../rekey",
    "ping%2f..%2frekey",
    "webcam/snapshot/../../rekey",
    "",
    "proxy/mqtt",
  ])("is not the command %j", (command) => {
    expect(allowed(`/octoeverywhere-command-api/${command}`)).toBe(false);
  });

  it("is no command in any spelling", () => {
    const name = "octoeverywhere-command-api";
    const spelled = fc
      .tuple(
        ...[...name].map((letter) =>
          fc.constantFrom(
            letter,
            letter.toUpperCase(),
            `%${letter.charCodeAt(0).toString(16)}`,
            `%25${letter.charCodeAt(0).toString(16)}`,
          ),
        ),
      )
      .map((letters) => letters.join(""));
    const before = fc.constantFrom("/", "//", "/./", "/x/../", "/%2f", "/x%2f..%2f", "/%2e%2e/");
    fc.assert(fc.property(before, spelled, (prefix, spelling) => !allowed(`${prefix}${spelling}/rekey`)));
  });

  it("holds no header that a printer's program answers by itself", () => {
    expect(allowed("/", { headers: [["Oe-Snapshot", "1"]] })).toBe(false);
    expect(allowed("/", { headers: [["oe-webcamstream", ""]] })).toBe(false);
    expect(allowed("/", { headers: [["Oe_Snapshot", "1"]] })).toBe(false);
    expect(allowed("/", { headers: [["Cookie", "oe-snapshot=1"]] })).toBe(true);
  });

  it("has a method and a host that are ones", () => {
    expect(allowed("/", { method: "GET /" })).toBe(false);
    expect(allowed("/", { publicHost: "" })).toBe(false);
    expect(allowed("/", { publicHost: "a.example/b" })).toBe(false);
  });
});
