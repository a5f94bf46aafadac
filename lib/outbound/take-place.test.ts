import { describe, expect, it } from "vitest";
import { LANES, type LaneKeys, type LaneName } from "@/lib/outbound/lanes";
import { takePlace } from "@/lib/outbound/take-place";

type Place = Awaited<ReturnType<typeof takePlace>>;
const release = (places: Place[]) => places.forEach((place) => place.ok && place.release());
const taken = (places: Place[]) => places.filter(({ ok }) => ok).length;
const take = (lane: LaneName, many: number, keys: (index: number) => LaneKeys) =>
  Promise.all(Array.from({ length: many }, (_, index) => takePlace(lane, keys(index))));
let fresh = 0;
/** Somebody from elsewhere, who asks for another site. */
const stranger = (change: LaneKeys = {}): LaneKeys => ({
  app: `app${++fresh}`,
  address: `address${fresh}`,
  network: `network${fresh}`,
  site: `site${fresh}`,
  ...change,
});

describe("places for fetching", () => {
  const { per, atOnce, waiting } = LANES.logo;

  it.each(Object.entries(per))(
    "of the same %s are %d at once, and one more is refused without waiting",
    async (kind, most) => {
      const places = await take("logo", most + 5, () => stranger({ [kind]: "same" }));
      expect(taken(places)).toBe(most);
      expect(places.slice(most)).toEqual(Array.from({ length: 5 }, () => ({ ok: false, error: "busy" })));
      release(places);
    },
  );

  it("are free again once they are given back, once each", async () => {
    const places = await take("logo", per.address, () => stranger({ address: "same" }));
    release(places);
    release(places);
    const again = await take("logo", per.address + 1, () => stranger({ address: "same" }));
    expect(taken(again)).toBe(per.address);
    release(again);
  });

  it("in all are so many, a few wait for one, each for a short time only, and the rest is refused", async () => {
    const places = await take("logo", atOnce, () => stranger());
    expect(taken(places)).toBe(atOnce);
    const more = take("logo", waiting + 3, () => stranger());
    await new Promise((soon) => setTimeout(soon, 20));
    release(places.slice(0, 2));
    const got = await more;
    expect(taken(got)).toBe(2);
    expect(got.slice(0, 2).every(({ ok }) => ok)).toBe(true);
    release([...places.slice(2), ...got]);
  });

  it("go first to whose network has the fewest", async () => {
    const greedy = await take("logo", per.network - 1, () => stranger({ network: "greedy" }));
    const others = await take("logo", atOnce - greedy.length, () => stranger());
    const order: string[] = [];
    const wait = (name: string, keys: LaneKeys) => takePlace("logo", keys).then((place) => (order.push(name), place));
    const waiters = [wait("greedy", stranger({ network: "greedy" })), wait("somebody", stranger())];
    release(others.slice(0, 1));
    await waiters[1];
    expect(order).toEqual(["somebody"]);
    release(others.slice(1));
    release([...greedy, ...(await Promise.all(waiters))]);
  });

  it("of logos that apps are registered with are none that strangers can take", async () => {
    const strangers = await take("logo", atOnce, () => stranger());
    const own = await takePlace("registeredLogo", { app: "someapp" });
    expect(own.ok).toBe(true);
    release([...strangers, own]);
  });

  it("of webhooks have room for the first of each app, however many are busy; the next of it waits", async () => {
    const {
      atOnce: most,
      per: { app: ofApp },
    } = LANES.webhook;
    const busy = await take("webhook", most, (index) => ({ app: `busy${Math.floor(index / ofApp)}` }));
    expect(taken(busy)).toBe(most);
    const first = await takePlace("webhook", { app: "quick" });
    expect(first.ok).toBe(true);
    const second = takePlace("webhook", { app: "quick" });
    release([first]);
    expect((await second).ok).toBe(true);
    release([...busy, await second]);
  });
});
