import { describe, expect, it } from "vitest";
import { valuesOf } from "@/lib/connector/streams/test-strict-printer";
import { chunked, FORGED } from "@/lib/relay/test-framings";
import { setUpRawApp } from "@/lib/relay/test-raw-app";

describe("an app's bytes at the printer's host", () => {
  const { newTarget, head, tell, expectNothingForged, seenAt } = setUpRawApp();

  describe("in a WebSocket's handshake", () => {
    const HANDSHAKE = [
      "Connection: Upgrade",
      "Upgrade: websocket",
      "Sec-WebSocket-Version: 13",
      "Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==",
    ];

    it("are one handshake where there is no body", async () => {
      for (const more of [[], ["Content-Length: 0"]]) {
        const target = newTarget();
        expect(await tell(head("GET", target, { headers: [...HANDSHAKE, ...more] }))).toBe(101);
        expect(seenAt(target)).toMatchObject([{ method: "GET", body: Buffer.alloc(0) }]);
        expect([
          ...valuesOf(seenAt(target)[0]!, "content-length"),
          ...valuesOf(seenAt(target)[0]!, "transfer-encoding"),
        ]).toEqual([]);
      }
      await expectNothingForged();
    });

    it.each<[string, string, string[], string, string?]>([
      ["a length and a body", "GET", [`Content-Length: ${FORGED.length}`], FORGED],
      ["a length and no body", "GET", ["Content-Length: 5"], ""],
      ["a body in chunks", "GET", ["Transfer-Encoding: chunked"], chunked(FORGED, 10)],
      ["both", "GET", ["Content-Length: 3", "Transfer-Encoding: chunked"], chunked(FORGED, 10)],
      ["a request behind it", "GET", [], FORGED],
      ["a message before the answer", "GET", [], "\x81\x80\0\0\0\0"],
      ["the method POST", "POST", ["Content-Length: 0"], ""],
      ["the method HEAD", "HEAD", [], ""],
      ["a version of old", "GET", [], "", "HTTP/1.0"],
    ])("are nothing with %s", async (_, method, more, behind, version = "HTTP/1.1") => {
      const target = newTarget();
      expect(await tell(`${head(method, target, { headers: [...HANDSHAKE, ...more], version })}${behind}`)).toBe(400);
      expect(seenAt(target)).toEqual([]);
      await expectNothingForged();
    });

    it.each([
      ["h2c", ["Connection: Upgrade, HTTP2-Settings", "Upgrade: h2c", "HTTP2-Settings: AAMAAABkAARAAAAAAAIAAAAA"]],
      ["a list", ["Connection: upgrade", "Upgrade: foo/2, websocket"]],
      ["another one in two headers", ["Connection: Upgrade", "Connection: x-hop", "X-Hop: 1", "Upgrade: TLS/1.0"]],
    ])("are a plain request where they offer another protocol: %s", async (_, offer) => {
      for (const [method, headers, sent] of [
        ["GET", [], ""],
        ["POST", [`Content-Length: ${FORGED.length}`], FORGED],
        ["PUT", ["Transfer-Encoding: chunked"], chunked(FORGED, 10)],
      ] as const) {
        const target = newTarget();
        expect(await tell(`${head(method, target, { headers: [...offer, ...headers] })}${sent}`)).toBe(200);
        expect(seenAt(target)).toMatchObject([{ method, body: Buffer.from(sent && FORGED), complete: true }]);
        for (const name of ["upgrade", "http2-settings", "x-hop"])
          expect(seenAt(target).flatMap((request) => valuesOf(request, name))).toEqual([]);
        await expectNothingForged();
      }
    });
  });
});
