import { seconds } from "@/lib/clock";

/**
 * Whom a fetch is for, and whose server it asks. `network`: the client's wider network; `site`: the registrable domain
 * of the server that is asked.
 */
export type LaneKeys = Partial<Record<"app" | "address" | "network" | "site", string>>;

/**
 * One kind of fetch, with places of its own, so that no kind waits for another.
 * @property atOnce fetches of this process at once
 * @property per at most so many of them for the same app, client or server
 * @property waiting so many may wait for a place, each `waitMs` milliseconds
 * @property waitsForOwn whether a fetch also waits when its own app, client or server is what there are too many of;
 * else it is refused at once
 * @property firstOf the first fetch of each such key always has a place
 */
export type Lane = {
  atOnce: number;
  per: Partial<Record<keyof LaneKeys, number>>;
  waiting: number;
  waitMs: number;
  waitsForOwn: boolean;
  firstOf?: keyof LaneKeys;
  reason: string;
};

/** Every kind of fetch that is made for others. */
export const LANES = {
  logo: {
    atOnce: 16,
    per: { app: 12, address: 4, network: 8, site: 4 },
    waiting: 16,
    waitMs: seconds(1.5),
    waitsForOwn: false,
    reason: "anybody can make up such an address; who gives slow ones uses up a share, and pages show a letter instead",
  },
  registeredLogo: {
    atOnce: 4,
    per: { app: 1 },
    waiting: 64,
    waitMs: seconds(4),
    waitsForOwn: true,
    reason: "operators wrote these: strangers must not take their places",
  },
  webhook: {
    atOnce: 100,
    per: { app: 4 },
    waiting: 400,
    waitMs: seconds(10),
    waitsForOwn: true,
    firstOf: "app",
    reason: "a silent server takes up its app's places only; apps are registered by hand: the first of each are few",
  },
  provider: {
    atOnce: 16,
    per: {},
    waiting: 32,
    waitMs: seconds(3),
    waitsForOwn: true,
    reason: "providers of accounts, asked when people sign in: the operator chose them",
  },
} as const satisfies Record<string, Lane>;

export type LaneName = keyof typeof LANES;
