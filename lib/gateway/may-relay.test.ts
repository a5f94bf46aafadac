import { readFileSync } from "node:fs";
import path from "node:path";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { mayRelay } from "@/lib/gateway/may-relay";
import { PRINTER_COMMANDS } from "@/lib/gateway/printer-commands";
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

  it.each(["ping", "status", "status?x=1", "STATUS", "pause", "cancel?a=%2f", "files/upload?path=a%20b", "set-temp"])(
    "is a command for people: %s",
    (command) => {
      for (const prefix of ["octoeverywhere-command-api", "OctoEverywhere-Command-API"])
        expect(allowed(`/${prefix}/${command}`, { method: "POST" })).toBe(true);
      expect(allowed(`/octoeverywhere-command-api/${command}`, { kind: "websocket" })).toBe(false);
    },
  );

  it("is the printer's own messages, as a WebSocket", () => {
    expect(allowed("/octoeverywhere-command-api/proxy/mqtt", { kind: "websocket" })).toBe(true);
    expect(allowed("/octoeverywhere-command-api/proxy/mqtt")).toBe(false);
    for (const path of ["proxy", "proxy/", "proxy/mqtt/", "proxy/a/b", "proxy/%2e%2e", "proxy/..", "proxy/../rekey"])
      expect(allowed(`/octoeverywhere-command-api/${path}`, { kind: "websocket" }), path).toBe(false);
  });

  it.each([
    "",
    "unknown",
    "status-x",
    "status/",
    "//status",
    "./status",
    "pausex",
    "ping/../rekey",
    "ping%2f..%2frekey",
    "p%61use",
    "pause;x",
    "webcam/snapshot/../../rekey",
    "files/list/../../rekey",
    "files//list",
  ])("is not the command %j", (command) => {
    for (const kind of ["http", "websocket"] as const)
      expect(allowed(`/octoeverywhere-command-api/${command}`, { kind })).toBe(false);
  });

  it.each(PRINTER_COMMANDS.filter(({ allowed: open }) => !open).map(({ name }) => name))(
    "is never the command %s, whatever stands around it",
    (name) => {
      const before = fc.constantFrom("", "/", "./", "x/../", "status/../", "ping?/../", "%2e/");
      const behind = fc.constantFrom("", "/", "?a=b", "/x", "-x", "%20", ";x", "/..", "%00");
      const kinds = fc.constantFrom("http" as const, "websocket" as const);
      fc.assert(
        fc.property(before, behind, kinds, (front, back, kind) => {
          const url = `/octoeverywhere-command-api/${front}${name}${back}`;
          // Behind a question mark it is an argument of a command for people.
          return front.includes("?") || !allowed(url, { kind });
        }),
      );
    },
  );

  it("is said command by command in the protocol's page", () => {
    const page = readFileSync(path.join("docs", "printer-protocol.md"), "utf8");
    const rows = [...page.matchAll(/^\| `([a-z/*-]+)` \| (HTTP|WebSocket|no) \| (.+) \|$/gm)];
    const words = { http: "HTTP", websocket: "WebSocket", no: "no" };
    expect(rows.map(([, name, way, why]) => [name, way, why])).toEqual(
      PRINTER_COMMANDS.map(({ name, allowed: open, why }) => [name, words[open || "no"], why]),
    );
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
