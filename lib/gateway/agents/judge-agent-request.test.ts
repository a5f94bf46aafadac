import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { agentHeaders, answerHeaders } from "@/lib/gateway/agents/agent-headers";
import { agentPath, judgeAgentRequest } from "@/lib/gateway/agents/judge-agent-request";
import { mayRelay } from "@/lib/gateway/may-relay";
import { MAX_UPLOAD_BYTES } from "@/lib/obico/limits";
import type { Pair } from "@/lib/octostream/messages";

const judge = (url: string, change: { method?: string; bodySize?: number } = {}) =>
  judgeAgentRequest({ method: "GET", url, bodySize: 0, ...change });

describe("which requests may go to an agent", () => {
  it.each([
    "//evil.example/",
    "//evil.example:80/a",
    "///evil.example/",
    "/\t/evil.example/",
    "/\n/evil.example/",
    "/\r/evil.example",
    "/ /evil.example/",
    "/\\evil.example/",
    "\\\\evil.example",
    "\\/evil.example",
    "http://evil.example/",
    "HTTP:/evil.example",
    "javascript:alert(1)",
    "evil.example",
    "",
    "?a=b",
    "/a#b",
    "/a\0b",
    "/a\x7fb",
    "/\u0100",
    "/\u2028/evil.example",
    `/${"a".repeat(9000)}`,
  ])("not %j", (url) => expect(judge(url)).toBe("not_allowed"));

  it.each([
    "/",
    "/a//b",
    "/a/../b",
    "/?//evil.example",
    "/a?b=http://evil.example/",
    "/@evil.example",
    "/:80/",
    "/%2f/a",
    "/\xe9",
  ])("%j", (url) => expect(judge(url)).toBeUndefined());

  it.each(["TRACE", "CONNECT", "PROPFIND", "get\n", ""])("not the method %j", (method) =>
    expect(judge("/", { method })).toBe("not_allowed"),
  );

  it("with no more body than an agent takes", () => {
    expect(judge("/", { method: "POST", bodySize: MAX_UPLOAD_BYTES })).toBeUndefined();
    expect(judge("/", { method: "POST", bodySize: MAX_UPLOAD_BYTES + 1 })).toBe("upload_too_large");
    expect(judge("/", { method: "POST", bodySize: Infinity })).toBe("upload_too_large");
  });

  it.each([
    "/webcam/stream.mp4",
    "/sockjs/1/abc/xhr_streaming",
    "/sockjs/1/abc/eventsource?x=1",
    "/sockjs/1/abc/eventsource?action=stream",
    "/sockjs/1/abc/htmlfile?c=d",
    "/sockjs/1/abc/%65ventsource",
    "/sockjs/1/abc/%2565ventsource",
    "/a/./eventsource",
    "/eventsource/b/..",
  ])("not to what has no end: %s", (url) => expect(judge(url)).toBe("endless"));

  it.each([
    "/webcam/?action=stream",
    "/webcam/?a=b&action=stream&c",
    "/webcam/?ACTION=Stream",
    "/stream",
    "/stream/",
    "/webcam/stream?x",
    "/a.mjpg",
    "/a.MJPEG",
    "/webcam%2Fstream",
  ])("not to a webcam, of which only pictures can come: %s", (url) => {
    expect(judge(url)).toBe("live_pictures");
    for (const method of ["POST", "HEAD"]) expect(judge(url, { method })).toBe("endless");
  });

  it.each(["/webcam/?action=snapshot", "/streams", "/downstream/a", "/sockjs/1/abc/xhr", "/static/eventsource.js"])(
    "to what only sounds like it: %s",
    (url) => expect(judge(url)).toBeUndefined(),
  );

  it("whatever passes stays on the printer, however its address is joined", () => {
    const parts = fc.array(
      fc.oneof(
        fc.constantFrom(
          "/",
          "//",
          "\\",
          ".",
          "..",
          "%2e",
          "%2f",
          "%5c",
          ":",
          "@",
          "?",
          ";",
          "http:",
          "evil.example",
          "\t",
          "[",
          "]",
        ),
        fc.string({ maxLength: 3 }),
      ),
      { maxLength: 12 },
    );
    fc.assert(
      fc.property(parts, (pieces) => {
        const url = `/${pieces.join("")}`;
        const request = { kind: "http" as const, method: "GET", url, publicHost: "a.test", headers: [], bodySize: 0 };
        if (!mayRelay(request) || judge(url) !== undefined) return;
        const path = agentPath(url);
        expect(path).toMatch(/^\/(?!\/)[\x21-\x7e]*$/);
        expect(new URL(path, "http://127.0.0.1:5000/").origin).toBe("http://127.0.0.1:5000");
        expect(new URL(path, "http://127.0.0.1:5000").host).toBe("127.0.0.1:5000");
      }),
      { numRuns: 2000 },
    );
  });
});

describe("the headers that an agent gets", () => {
  const names = (headers: Pair[], platform: number) =>
    Object.keys(agentHeaders({ headers, publicHost: "app-a.test:8443" }, platform)).sort();
  const hostile: Pair[] = [
    ["Host", "evil"],
    ["Origin", "http://evil"],
    ["Referer", "http://evil"],
    ["Connection", "close"],
    ["Content-Length", "1"],
    ["Transfer-Encoding", "chunked"],
    ["accept-encoding", "gzip"],
    ["X-Real-IP", "127.0.0.1"],
    ["X_Real_IP", "127.0.0.1"],
    ["Forwarded", "for=127.0.0.1"],
    ["X_Forwarded_For", "127.0.0.1"],
    ["X-Forwarded-Host", "evil"],
    ["X-Forwarded-Proto", "evil"],
    ["$ref", "users"],
    ["$id", "1"],
    ["a b", "c"],
    ["X", "a\r\nb"],
    ["X-Api-Key", "k"],
  ];

  it("are few of an app's own, and for OctoPrint what we say", () => {
    const headers: Pair[] = [...hostile, ["X-Forwarded-For", "203.0.113.7"]];
    const ours = ["Accept-Encoding", "X-Api-Key", "X-Forwarded-For", "X-Forwarded-Host", "X-Forwarded-Proto"];
    expect(names(headers, 1)).toEqual(ours);
    expect(agentHeaders({ headers, publicHost: "app-a.test:8443" }, 1)).toMatchObject({
      "X-Forwarded-Host": "app-a.test:8443",
      "Accept-Encoding": "identity",
    });
  });

  it("have no address for Moonraker, from nobody", () => {
    expect(names([...hostile, ["X-Forwarded-For", "203.0.113.7"]], 2)).toEqual(["Accept-Encoding", "X-Api-Key"]);
  });

  it("may be called like a prototype", () => {
    const headers = agentHeaders({ headers: [["__proto__", "x"]], publicHost: "a.test" }, 2);
    expect(Object.keys(headers)).toEqual(["__proto__", "Accept-Encoding"]);
    expect(Object.getPrototypeOf(headers)).toBe(Object.prototype);
  });

  it("of an answer cannot become others", () => {
    const headers: Pair[] = [
      ["Content-Encoding", "gzip"],
      ["Connection", "keep-alive, X-Hop"],
      ["X-Hop", "1"],
      ["Set-Cookie", "a=1, b=2"],
      ["X-Bad", "a\r\nSet-Cookie: c=3"],
      ["X-Good", "1"],
    ];
    expect(answerHeaders({ headers, cookies: ["a=1", "b=2\r\nX: y"] })).toEqual([
      ["X-Good", "1"],
      ["Set-Cookie", "a=1"],
    ]);
  });
});
