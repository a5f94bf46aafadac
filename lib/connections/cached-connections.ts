import { minutes, monotonicMs, now, seconds } from "@/lib/clock";
import { connectionState } from "@/lib/connections/connection-state";
import type { StoredConnection } from "@/lib/connections/connection-store";
import { AccessLease, type AccessChange } from "@/lib/db/access-lease";
import { shared } from "@/lib/shared";

/** About 1 kB each. */
const MOST = 20_000;
/** Whatever else is said, nothing is believed for longer. */
const LONGEST_MS = minutes(1);

/** How exactly it is known which one was used least recently. */
const AGO_MS = seconds(1);

type Entry = { stored: StoredConnection; until: number; usedAt: number };

/**
 * Connections that may be used now, by the digest of their label: most requests are let through without a question to
 * the database. Only what lives is kept, and only while every change of it is heard of (`AccessLease`).
 */
class CachedConnections {
  private readonly entries = new Map<string, Entry>();
  private lease: AccessLease | undefined;
  /** Counts changes, so that what was read before one is not kept after it. */
  private changes = 0;
  onEnded: (connectionIds: string[]) => void = () => undefined;

  start(onEnded: (connectionIds: string[]) => void, onChange: (change: AccessChange) => void): AccessLease {
    this.onEnded = onEnded;
    this.lease = new AccessLease((change) => {
      this.forget(change);
      onChange(change);
    });
    this.lease.start();
    return this.lease;
  }

  /** Begins to read one. @returns keeps what was read, unless anything changed meanwhile */
  reading(labelDigest: string): (stored: StoredConnection) => void {
    const before = this.changes;
    return (stored) => {
      if (!this.lease?.isAlive() || this.changes !== before || !isKept(stored)) return;
      this.entries.delete(labelDigest);
      const usedAt = monotonicMs();
      this.entries.set(labelDigest, { stored, until: usedAt + LONGEST_MS, usedAt });
      if (this.entries.size <= MOST) return;
      const [oldest] = this.entries.keys();
      if (oldest !== undefined) this.entries.delete(oldest);
    };
  }

  get(labelDigest: string): StoredConnection | undefined {
    const entry = this.entries.get(labelDigest);
    if (!entry || !this.lease?.isAlive()) return undefined;
    const at = monotonicMs();
    const isGood = entry.until > at && isKept(entry.stored);
    if (isGood && at - entry.usedAt < AGO_MS) return entry.stored;
    this.entries.delete(labelDigest);
    if (!isGood) return undefined;
    entry.usedAt = at;
    this.entries.set(labelDigest, entry);
    return entry.stored;
  }

  get size(): number {
    return this.entries.size;
  }

  private forget(change: AccessChange): void {
    this.changes++;
    const forgotten: string[] = [];
    for (const [labelDigest, { stored }] of this.entries) {
      if (!isAbout(change, stored)) continue;
      this.entries.delete(labelDigest);
      forgotten.push(stored.id);
    }
    if (forgotten.length > 0) this.onEnded(forgotten);
  }
}

function isAbout(change: AccessChange, { consentId, userId, facts }: StoredConnection): boolean {
  if (change.kind === "all") return true;
  return change.id === { consent: consentId, printer: facts.printerId, user: userId }[change.kind];
}

/** Only what may be used now, and whose siblings are settled: everything else is asked for anew. */
const isKept = ({ facts, printer, perksUntil }: StoredConnection): boolean =>
  printer !== undefined &&
  facts.consent.winnerId === facts.id &&
  (perksUntil === undefined || perksUntil > now()) &&
  connectionState(facts, now()) === "valid";

/** Those of this process. */
export const cachedConnections = (): CachedConnections => shared("cached-connections", () => new CachedConnections());
