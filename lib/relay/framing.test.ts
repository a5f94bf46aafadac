import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { valuesOf } from "@/lib/connector/streams/test-strict-printer";
import { bodies, FORGED, METHODS, RIGHT, UNCLEAR } from "@/lib/relay/test-framings";
import { setUpRawApp } from "@/lib/relay/test-raw-app";
import { until } from "@/tests/support/plugin";
import { AUTHORIZATION, relayHost } from "@/tests/support/relay";

describe("an app's bytes at the printer's host", () => {
  const { relay, printer, newTarget, head, dial, tell, expectNothingForged, seenAt } = setUpRawApp();

  it.each(Object.keys(RIGHT))(
    "are one request with its whole body, by any method: %s",
    { timeout: 60_000 },
    async (name) => {
      const frame = RIGHT[name]!;
      await fc.assert(
        fc.asyncProperty(
          fc.constantFrom(...METHODS),
          bodies,
          fc.nat(300),
          fc.boolean(),
          async (method, body, cut, lax) => {
            const target = newTarget();
            const framed = frame(body, Math.min(cut, body.length));
            printer.lax = lax;
            expect(await tell(`${head(method, target, framed)}${framed.sent}`)).toBe(200);
            const [request, ...others] = seenAt(target);
            expect(others).toEqual([]);
            expect(request).toMatchObject({ method, complete: true });
            // A server that knows no body here is told to end the connection, or it would read on.
            expect(valuesOf(request!, "connection")).toEqual(["close"]);
            if (!lax || !/^(GET|HEAD|DELETE|OPTIONS)$/.test(method))
              expect(request!.body.equals(Buffer.from(body, "latin1"))).toBe(true);
            await expectNothingForged();
          },
        ),
        { numRuns: 25 },
      );
    },
  );

  it.each(Object.keys(UNCLEAR))("are nothing where they are unclear: %s", { timeout: 60_000 }, async (name) => {
    const frame = UNCLEAR[name]!;
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...METHODS), bodies, fc.nat(300), async (method, body, cut) => {
        const target = newTarget();
        const framed = frame(body, Math.min(cut, body.length));
        expect(await tell(`${head(method, target, framed)}${framed.sent}`)).toBe(400);
        expect(seenAt(target).filter(({ complete }) => complete)).toEqual([]);
        await expectNothingForged();
      }),
      { numRuns: 10 },
    );
  });

  it("are one request without a body where none is announced, whatever follows", { timeout: 60_000 }, async () => {
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...METHODS), fc.constantFrom("", FORGED), async (method, behind) => {
        const target = newTarget();
        expect(await tell(`${head(method, target, { headers: [] })}${behind}`)).toBe(200);
        expect(seenAt(target)).toMatchObject([{ method, body: Buffer.alloc(0), complete: true }]);
        await expectNothingForged();
      }),
      { numRuns: 30 },
    );
  });

  it("are no whole request when the app goes away before the end of its body", { timeout: 60_000 }, async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...METHODS),
        bodies,
        fc.nat(300),
        fc.boolean(),
        fc.constantFrom("end", "destroy", "resetAndDestroy"),
        async (method, text, cut, inChunks, way) => {
          const target = newTarget();
          const body = `> ${text}`;
          const framed = inChunks ? RIGHT["chunks"]!(body, Math.min(cut, body.length)) : RIGHT["a length"]!(body, 0);
          const socket = await dial();
          socket.write(`${head(method, target, framed)}${framed.sent.slice(0, -1)}`, "latin1");
          await until("the printer has heard of it", () => printer.begun.has(target));
          socket[way as "end"]();
          await until("the printer's connection ended", () => seenAt(target).length > 0);
          expect(seenAt(target)).toMatchObject([{ complete: false }]);
          socket.destroy();
          await expectNothingForged();
        },
      ),
      { numRuns: 40 },
    );
  });

  it.each([
    ["a method that nobody knows", "PRINT /x HTTP/1.1"],
    ["a method in small letters", "get /x HTTP/1.1"],
    ["a method with a line feed", "GET\n/forged HTTP/1.1"],
    ["CONNECT", "CONNECT printer:80 HTTP/1.1"],
    ["an address with a blank", "GET /x y HTTP/1.1"],
    ["an address with a control character", "GET /x\x01y HTTP/1.1"],
    ["an address with a carriage return", "GET /x\ry HTTP/1.1"],
    ["an address with a fragment", "GET /x#y HTTP/1.1"],
    ["another server's address", "GET http://printer/x HTTP/1.1"],
    ["no address", "OPTIONS * HTTP/1.1"],
    ["a version to come", "GET /x HTTP/3.0"],
    ["a version of old", "GET /x"],
  ])("are nothing with %s", async (_, line) => {
    const lines = [line, `Host: ${relayHost(relay)}`, `Authorization: ${AUTHORIZATION}`, "", ""].join("\r\n");
    expect([0, 400, 505]).toContain(await tell(`${lines}${FORGED}`));
    expect(printer.seen).toEqual([]);
    await expectNothingForged();
  });

  it("are refused with a length that nobody could count, or that is too large", async () => {
    relay.limits.maxUploadFileSizeBytes = 10_000_000;
    for (const length of ["9007199254740993", "00000009999999999999999", "10000001"]) {
      expect(await tell(head("POST", newTarget(), { headers: [`Content-Length: ${length}`] }))).toBe(608);
    }
    relay.limits.maxUploadFileSizeBytes = 10 ** 9;
    expect(printer.seen).toEqual([]);
  });
});
