import type { Interval } from "@/lib/supporters/price";

/** The state of an account's Supporter Perks. */
export type PerksState =
  | { kind: "none" }
  /** This portal is free to use. */
  | { kind: "everyone" }
  | { kind: "active"; endsAt: Date; renews: boolean; source: string; interval: Interval | null; startsAt: Date }
  /** The end has come, and apps work until `until` all the same. */
  | { kind: "grace"; endsAt: Date; until: Date; paymentFailed: boolean; source: string }
  | { kind: "lapsed"; endsAt: Date; paymentFailed: boolean };

/** A time with perks, with what its subscription says. */
export type PerksTime = {
  source: string;
  startsAt: Date;
  endsAt: Date;
  renews: boolean;
  revokedAt: Date | null;
  interval: Interval | null;
  paymentFailed: boolean;
};

const lastOf = <T>(items: T[], at: (item: T) => Date): T | undefined =>
  items.reduce<T | undefined>((best, item) => (best && at(best) >= at(item) ? best : item), undefined);
const endOf = ({ endsAt, revokedAt }: PerksTime) => (revokedAt && revokedAt < endsAt ? revokedAt : endsAt);

/**
 * The state that the times with perks of an account amount to. Pure. What renews is told before what lasts longer,
 * since money moves there.
 * @param graceMs how long perks hold after an end that came by itself
 */
export function perksState(times: PerksTime[], now: Date, graceMs: number): PerksState {
  const begun = times.filter((time) => time.startsAt <= now);
  const running = begun.filter((time) => !time.revokedAt && time.endsAt > now);
  const active =
    lastOf(
      running.filter((time) => time.renews),
      (time) => time.endsAt,
    ) ?? lastOf(running, (time) => time.endsAt);
  if (active)
    return {
      kind: "active",
      endsAt: active.endsAt,
      renews: active.renews,
      source: active.source,
      interval: active.interval,
      startsAt: active.startsAt,
    };
  const held = lastOf(
    begun.filter((time) => !time.revokedAt && time.endsAt.getTime() + graceMs > now.getTime()),
    (time) => time.endsAt,
  );
  if (held)
    return {
      kind: "grace",
      endsAt: held.endsAt,
      until: new Date(held.endsAt.getTime() + graceMs),
      paymentFailed: held.paymentFailed,
      source: held.source,
    };
  const last = lastOf(begun, endOf);
  return last ? { kind: "lapsed", endsAt: endOf(last), paymentFailed: last.paymentFailed } : { kind: "none" };
}
