import type { RequestListener } from "node:http";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { fetchLogo } from "@/lib/apps/logo/fetch-logo";
import { setUpLogoServer } from "@/lib/apps/logo/test-logo-server";
import { isPublicAddress } from "@/lib/outbound/public-address";

const MEGABYTE = 1024 * 1024;
const redirect =
  (location: string | undefined, status = 302): RequestListener =>
  (_, response) =>
    response.writeHead(status, location === undefined ? {} : { location }).end();
let sent = 0;

const server = setUpLogoServer({
  "/good": (request, response) => response.end(JSON.stringify(request.headers)),
  "/endless": (_, response) => {
    const more = () => {
      while (sent < 100 * MEGABYTE && !response.destroyed) {
        sent += 64 * 1024;
        if (!response.write(Buffer.alloc(64 * 1024))) return void response.once("drain", more);
      }
    };
    more();
  },
  "/says-large": (_, response) => response.writeHead(200, { "content-length": 1024 * MEGABYTE }).write("x"),
  "/just-fits": (_, response) => response.end(Buffer.alloc(2 * MEGABYTE)),
  "/drip": (_, response) => {
    const timer = setInterval(() => response.write("x"), 50);
    response.once("close", () => clearInterval(timer));
  },
  "/silent": () => undefined,
  "/cut": (_, response) => {
    response.writeHead(200, { "content-length": 1000 });
    response.write("few", () => response.destroy());
  },
  "/loop": redirect("/loop"),
  "/hop3": redirect("/hop2", 301),
  "/hop2": redirect("/hop1", 307),
  "/hop1": redirect("/good", 308),
  "/hop4": redirect("/hop3", 303),
  "/nowhere": redirect(undefined),
  "/broken": redirect("http://["),
  "/here-again": redirect("/secret"),
  "/secret": (_, response) => response.end("secret"),
  "/to-metadata": redirect("http://169.254.169.254/latest/meta-data/"),
  "/to-mapped": redirect("http://[::ffff:127.0.0.1]/"),
  "/to-v6": redirect("http://[::1]/"),
  "/to-private": redirect("http://10.0.0.1/"),
  "/to-short": redirect("http://127.2/"),
  "/to-file": redirect("file:///etc/passwd"),
  "/to-port": redirect("http://127.0.0.1:22/"),
  "/to-login": redirect("http://a:b@127.0.0.1/"),
  "/to-name": redirect("http://localhost/"),
});

const ASKER = { appId: "someapp", registered: false, client: "192.0.2.1" };

describe("fetching a logo", () => {
  beforeEach(() => void server.asked.splice(0));
  afterEach(() => server.use(server.policy));
  const fetched = async (path: string) => fetchLogo(server.url(path), ASKER);

  it("sends nothing that tells who wants it", async () => {
    const got = await fetched("/good");
    expect(got.ok && Object.keys(JSON.parse(got.bytes.toString()) as object).sort()).toEqual([
      "accept",
      "accept-encoding",
      "connection",
      "host",
      "user-agent",
    ]);
  });

  it("takes what is as large as the limit", async () => {
    expect(await fetched("/just-fits")).toMatchObject({ ok: true });
  });

  it("follows three redirects", async () => {
    expect(await fetched("/hop3")).toMatchObject({ ok: true });
    expect(await fetched("/hop4")).toEqual({ ok: false, error: "redirects" });
    expect(await fetched("/loop")).toEqual({ ok: false, error: "redirects" });
    expect(server.asked.filter((path) => path === "/loop")).toHaveLength(4);
  });

  it.each([
    ["/missing", "status"],
    ["/nowhere", "status"],
    ["/broken", "refused"],
    ["/says-large", "too_large"],
    ["/cut", "cut_off"],
  ])("%s ends as %s", async (path, error) => {
    expect(await fetched(path)).toEqual({ ok: false, error });
  });

  it("stops reading a body without an end", async () => {
    expect(await fetched("/endless")).toEqual({ ok: false, error: "too_large" });
    expect(sent).toBeLessThan(50 * MEGABYTE);
  });

  it.each(["/to-metadata", "/to-mapped", "/to-v6", "/to-private", "/to-short", "/to-file", "/to-port", "/to-login"])(
    "does not follow %s",
    async (path) => {
      expect(await fetched(path)).toEqual({ ok: false, error: "refused" });
    },
  );

  it("does not follow a redirect to a name that means this machine", async () => {
    // Its addresses are 127.0.0.1 and ::1, and of these the test lets us go to the first only.
    expect(await fetched("/to-name")).toEqual({ ok: false, error: "refused" });
  });

  it("judges the same address again after a redirect", async () => {
    server.use({ ...server.policy, allows: (address) => server.asked.length === 0 || isPublicAddress(address) });
    expect(await fetched("/here-again")).toEqual({ ok: false, error: "refused" });
    expect(server.asked).toEqual(["/here-again"]);
  });

  it("gives up on a slow or silent server after five seconds in all", async () => {
    const start = performance.now();
    for (const got of await Promise.all(["/drip", "/silent"].map(fetched)))
      expect(got).toEqual({ ok: false, error: "timeout" });
    expect(performance.now() - start).toBeLessThan(7000);
  });

  it("asks nothing of this machine, however it is written, unless a test lets it", async () => {
    server.use(server.real);
    const port = new URL(server.url("/")).port;
    for (const host of ["127.0.0.1", "localhost", "127.1", "2130706433", "[::1]", "[::ffff:127.0.0.1]", "0"]) {
      expect(await fetchLogo(`http://${host}/good`, ASKER)).toEqual({ ok: false, error: "refused" });
      expect(await fetchLogo(`http://${host}:${port}/good`, ASKER)).toEqual({ ok: false, error: "refused" });
    }
    for (const url of ["", "good", "//x", "ftp://x/", "data:,x", "http://"])
      expect(await fetchLogo(url, ASKER)).toEqual({ ok: false, error: "refused" });
    expect(server.asked).toEqual([]);
  });
});
