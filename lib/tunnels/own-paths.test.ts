import sharp from "sharp";
import { afterEach, describe, expect, it } from "vitest";
import { hours, minutes, moveClock } from "@/lib/clock";
import { liveLinks } from "@/lib/gateway/links/live-links";
import { json, setUpFreshRelay } from "@/lib/relay/test-relay";
import { pictureAddress, signedPicture } from "@/lib/tunnels/signed-picture";
import { ask, LABEL, tunnelHost } from "@/tests/support/relay";

describe("a tunnel's own paths", () => {
  const relay = setUpFreshRelay();
  afterEach(() => {
    moveClock(0);
    relay.appId = "an-app";
  });

  const askTunnel = (target: string, headers: Record<string, string> = {}, method = "GET") =>
    ask(relay, target, { method, headers: { Host: tunnelHost(relay), ...headers } });
  const anybody = { Authorization: "" };

  it.each(["/_tsd_/tunnelusage/", "/_TSD_/TunnelUsage", "/_tsd_/tunnelusage?x=1"])(
    "tell at %s how much may be used, in numbers of 32 bits and seconds",
    async (target) => {
      const { status, body } = await askTunnel(target);
      const usage = json(body) as Record<string, number>;
      expect([status, Object.keys(usage)]).toEqual([200, ["total", "monthly_cap", "reset_in_seconds"]]);
      for (const value of Object.values(usage))
        expect(Number.isInteger(value) && value >= 0 && value < 2 ** 31).toBe(true);
      expect(usage.reset_in_seconds).toBeGreaterThan(0);
      expect(usage.reset_in_seconds).toBeLessThanOrEqual(31 * 24 * 3600);
    },
  );

  it("tell of no failure", async () => {
    expect(json((await askTunnel("/_tsd_/prediction/")).body)).toEqual({ normalized_p: 0 });
  });

  it.each([
    ["192.168.1.20:7125", { server_ip: "192.168.1.20", server_port: 7125 }],
    ["192.168.1.20", { server_ip: "192.168.1.20", server_port: 80 }],
    ["[fd00::5]:5000", { server_ip: "fd00::5", server_port: 5000 }],
    [undefined, { server_ip: "", server_port: 80 }],
  ])("tell where the printer is in its network: %s", async (lanAddress, expected) => {
    relay.lanAddress = lanAddress;
    expect(json((await askTunnel("/_tsd_/dest_platform_info/")).body)).toEqual({ ...expected, linked_name: "Voron" });
  });

  it.each(["/_tsd_", "/_tsd_/", "/_tsd_/other/", "/_tsd_/webcam/1/", "/_tsd_/constructor", "/_tsd_/picture/1.jpg"])(
    "answer 404 to %s, and never ask the printer",
    async (target) => expect((await askTunnel(target)).status).toBe(404),
  );

  it("take credentials first, as everything there", async () => {
    for (const target of ["/_tsd_/tunnelusage/", "/_tsd_/webcam/0/", "/_tsd_/other/", "/_tsd_/picture/1.jpg"])
      expect((await askTunnel(target, anybody)).status, target).toBe(401);
    expect((await askTunnel("/_tsd_/tunnelusage/", {}, "POST")).status).toBe(405);
  });

  it("begin with exactly this: what is near is the printer's", async () => {
    for (const target of ["/_tsd_x/tunnelusage/", "/x/_tsd_/tunnelusage/", "/%5Ftsd_/tunnelusage/"])
      expect(json((await askTunnel(target)).body)).toEqual({ error: "There is nothing here." });
    expect(json((await askTunnel("/_tsd_/other/")).body)).toEqual({ error: "There is nothing here." });
  });

  it("give the webcam as an address that is open to all, cannot be guessed, and is good for two minutes", async () => {
    const { status, body } = await askTunnel("/_tsd_/webcam/0/");
    const { snapshot } = json(body) as { snapshot: string };
    expect([status, new URL(snapshot).host]).toEqual([200, tunnelHost(relay)]);
    const { pathname } = new URL(snapshot);
    const picture = await askTunnel(pathname, anybody);
    expect([picture.status, picture.headers["content-type"], picture.headers["cache-control"]]).toEqual([
      200,
      "image/jpeg",
      "private, max-age=10",
    ]);
    expect((await sharp(picture.body).metadata()).format).toBe("jpeg");
    const elsewhere = await askTunnel(pathname, { ...anybody, Host: tunnelHost(relay, "other") });
    expect(elsewhere.status).toBe(401);
    const later = pathname.replace(/\d{13}/, (until) => String(Number(until) + 1));
    const other = pathname.replace(/(.)\.jpg$/, (_, digit: string) => `${digit === "0" ? "1" : "0"}.jpg`);
    for (const wrong of [later, other]) expect((await askTunnel(wrong, anybody)).status).toBe(401);
    relay.error = 604;
    expect((await askTunnel(pathname, anybody)).status).toBe(401);
    relay.error = 605;
    expect((await askTunnel(pathname, anybody)).status).toBe(481);
    relay.error = undefined;
    moveClock(minutes(2) + 1000);
    expect((await askTunnel(pathname, anybody)).status).toBe(401);
  });

  it("know their own signed addresses at any time of a day", () => {
    for (let hour = 0; hour < 24; hour++) {
      moveClock(hours(hour));
      const own = new URL(pictureAddress(LABEL)).pathname.slice("/_tsd_/".length);
      expect(signedPicture(own, LABEL)).toBe(true);
      expect(signedPicture(own, `${LABEL}2`)).toBe(false);
    }
  });

  it("answer 482 for the webcam of a printer that is away", async () => {
    const link = liveLinks().get(relay.publicId);
    if (!link) throw new Error("the printer is not connected");
    liveLinks().delete(relay.publicId);
    const [address] = [await askTunnel("/_tsd_/webcam/0/")];
    relay.appId = "octopod";
    const motion = await askTunnel("/_tsd_/webcam/0/");
    liveLinks().set(relay.publicId, link);
    expect([address.status, motion.status]).toEqual([482, 482]);
  });
});
