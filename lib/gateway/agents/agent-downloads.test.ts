import { request } from "node:http";
import { beforeEach, describe, expect, it } from "vitest";
import { MAX_CONTENT_BYTES, RANGE_BYTES } from "@/lib/obico/limits";
import { setUpAgents } from "@/tests/support/agent/set-up-agents";
import type { TestAgent } from "@/tests/support/agent/test-agent";
import { ask, optionsFor } from "@/tests/support/relay";

const FILE = "/downloads/files/local/benchy.gcode";
const MB = 1024 * 1024;

const content = (length: number) => Buffer.alloc(length, "G1 X10.1 Y20.2 E0.03 ; a line of a printed file\n");

describe("a download through an agent", () => {
  const agents = setUpAgents();
  const { relay } = agents;
  let agent: TestAgent;
  const put = (length: number, change: Partial<typeof agents.printer.file> = {}) => {
    const bytes = content(length);
    Object.assign(agents.printer.file, { bytes, etag: '"v1"', modified: undefined, ranges: true, ...change });
    return bytes;
  };
  const ranges = () => agents.printer.seen.map(({ headers }) => headers["range"]);
  beforeEach(async () => {
    ({ agent } = await agents.connect());
  });

  it.each([1, 1000, RANGE_BYTES - 1, RANGE_BYTES, RANGE_BYTES + 1, 5 * MB + 17])(
    "of %i bytes comes in pieces, none larger than a megabyte, as one answer",
    async (length) => {
      const bytes = put(length);
      const reply = await ask(relay, FILE);
      expect([reply.status, reply.headers["content-length"], reply.headers["etag"]]).toEqual([
        200,
        String(length),
        '"v1"',
      ]);
      expect(reply.headers["content-range"]).toBeUndefined();
      expect(reply.body.equals(bytes)).toBe(true);
      expect(agents.printer.seen).toHaveLength(Math.ceil(length / RANGE_BYTES));
      expect(agent.record.largestBody).toBeLessThanOrEqual(RANGE_BYTES);
    },
  );

  it("of an empty file is empty", async () => {
    put(0);
    const reply = await ask(relay, FILE);
    expect([reply.status, reply.body.length]).toEqual([200, 0]);
  });

  it("from a printer that gives no ranges comes whole", async () => {
    const bytes = put(3 * MB, { ranges: false });
    const reply = await ask(relay, FILE);
    expect([reply.status, reply.body.equals(bytes)]).toEqual([200, true]);
    expect(agents.printer.seen).toHaveLength(1);
  });

  it("keeps the range that an app asked for", async () => {
    const bytes = put(3 * MB);
    const some = await ask(relay, FILE, { headers: { Range: "bytes=100-199" } });
    expect([some.status, some.headers["content-range"]]).toEqual([206, `bytes 100-199/${3 * MB}`]);
    expect(some.body.equals(bytes.subarray(100, 200))).toBe(true);
    expect(ranges()).toEqual(["bytes=100-199"]);
    const rest = await ask(relay, FILE, { headers: { Range: "bytes=5-" } });
    expect([rest.status, rest.headers["content-range"]]).toEqual([206, `bytes 5-${3 * MB - 1}/${3 * MB}`]);
    expect(rest.body.equals(bytes.subarray(5))).toBe(true);
    expect(agent.record.largestBody).toBeLessThanOrEqual(RANGE_BYTES);
    const beyond = await ask(relay, FILE, { headers: { Range: `bytes=${4 * MB}-` } });
    expect([beyond.status, beyond.headers["content-range"]]).toEqual([416, `bytes */${3 * MB}`]);
  });

  it.each([1, 500, RANGE_BYTES, RANGE_BYTES + 1, 3 * MB - 1, 3 * MB, 3 * MB + 1, 10 ** 14])(
    "gives its last %i bytes, or all where it has fewer, in pieces",
    async (suffix) => {
      const bytes = put(3 * MB);
      const first = Math.max(0, 3 * MB - suffix);
      const reply = await ask(relay, FILE, { headers: { Range: `bytes=-${suffix}` } });
      expect([reply.status, reply.headers["content-range"]]).toEqual([206, `bytes ${first}-${3 * MB - 1}/${3 * MB}`]);
      expect(reply.body.equals(bytes.subarray(first))).toBe(true);
      expect(ranges()[0]).toBe("bytes=0-0");
      expect(agent.record.largestBody).toBeLessThanOrEqual(RANGE_BYTES);
    },
  );

  it("gives its last bytes under the conditions of other ranges", async () => {
    const bytes = put(2 * MB);
    const last = (headers: Record<string, string>) => ask(relay, FILE, { headers: { Range: "bytes=-9", ...headers } });
    expect((await last({ "If-None-Match": '"v1"' })).status).toBe(304);
    expect((await last({ "If-Range": '"v1"' })).body.equals(bytes.subarray(-9))).toBe(true);
    const changed = await last({ "If-Range": '"v0"' });
    expect([changed.status, changed.body.equals(bytes)]).toEqual([200, true]);
    put(0);
    expect(await last({})).toMatchObject({ status: 200, body: Buffer.alloc(0) });
    const whole = put(2 * MB, { ranges: false });
    const reply = await last({});
    expect([reply.status, reply.body.equals(whole)]).toEqual([200, true]);
  });

  it.each(["bytes=0-1,5-6", "bytes=0-1, -5", "bytes=-5,-9", "bytes=-0", "bytes=9-3", "lines=1-2", "bytes=a-b"])(
    "may ignore the range %s and be whole",
    async (range) => {
      const bytes = put(2 * MB);
      const reply = await ask(relay, FILE, { headers: { Range: range } });
      expect([reply.status, reply.body.equals(bytes)]).toEqual([200, true]);
    },
  );

  it.each<[string, string | undefined, string | undefined, number]>([
    ['"v1"', '"v1"', undefined, 206],
    ['"v0"', '"v1"', undefined, 200],
    ['W/"v1"', 'W/"v1"', undefined, 200],
    ["Wed, 25 Nov 2026 10:00:00 GMT", undefined, "Wed, 25 Nov 2026 10:00:00 GMT", 206],
    ["Wed, 25 Nov 2026 09:00:00 GMT", undefined, "Wed, 25 Nov 2026 10:00:00 GMT", 200],
    ['"v1"', undefined, undefined, 200],
  ])("with If-Range %s of a file with %s, %s is a %i", async (ifRange, etag, modified, status) => {
    const bytes = put(2 * MB, { etag, modified });
    const reply = await ask(relay, FILE, { headers: { Range: "bytes=10-", "If-Range": ifRange } });
    expect(reply.status).toBe(status);
    expect(reply.body.equals(status === 206 ? bytes.subarray(10) : bytes)).toBe(true);
    expect(agents.printer.seen.some(({ headers }) => "if-range" in headers)).toBe(false);
  });

  it("asks a condition once", async () => {
    put(2 * MB);
    expect((await ask(relay, FILE, { headers: { "If-None-Match": '"v1"' } })).status).toBe(304);
    agents.printer.seen.length = 0;
    expect((await ask(relay, FILE, { headers: { "If-None-Match": '"v0"' } })).body.length).toBe(2 * MB);
    expect(agents.printer.seen.map(({ headers }) => headers["if-none-match"])).toEqual(['"v0"', undefined]);
  });

  it.each<[string, Partial<typeof agents.printer.file>]>([
    ["an ETag", { etag: '"v2"' }],
    ["a date", { modified: "Wed, 25 Nov 2026 10:00:00 GMT" }],
    ["a length", { bytes: content(4 * MB + 1) }],
    ["no ranges any more", { ranges: false }],
  ])("of a file that changes in its middle breaks off, never mixed: %s", async (_, change) => {
    put(4 * MB);
    const asked = agents.printer.seen.push.bind(agents.printer.seen);
    agents.printer.seen.push = (...seen) => {
      if (agents.printer.seen.length === 2) Object.assign(agents.printer.file, change);
      return asked(...seen);
    };
    const reply = await ask(relay, FILE).catch(() => "broken off");
    expect(reply).toBe("broken off");
  });

  it("of what is too large for one answer is refused in words", async () => {
    const reply = await ask(relay, `/sized/${MAX_CONTENT_BYTES + 1}`);
    expect([reply.status, reply.body.toString()]).toEqual([607, expect.stringContaining("at most 64 MB at once")]);
    expect((await ask(relay, "/page")).status).toBe(200);
  });

  it("goes no faster than its app reads, and no further when that leaves", async () => {
    put(40 * MB);
    const controller = new AbortController();
    await new Promise<void>((resolve, reject) => {
      const asked = request({ ...optionsFor(relay, FILE), signal: controller.signal }, (response) => {
        response.pause();
        setTimeout(resolve, 1000);
      });
      asked.on("error", reject);
      asked.end();
    });
    const before = agents.printer.seen.length;
    expect(before).toBeLessThan(15);
    controller.abort();
    await new Promise((resolve) => setTimeout(resolve, 300));
    expect(agents.printer.seen.length).toBeLessThanOrEqual(before + 1);
  });
});
