import { minutes, monotonicMs } from "@/lib/clock";
import { Counts, widened } from "@/lib/gateway/links/connection-limiter";
import { log } from "@/lib/observability/log";
import { networkOf } from "@/lib/rate-limits/network-of";

/** Open sockets that have not proven anything yet. */
const MAX_PER_ADDRESS = 40;
const MAX_PER_NETWORK = 200;
const MAX_IN_ALL = 2000;

/** Bytes a socket may send before its printer is accepted: a handshake has about 1 KB. */
export const MAX_STRANGER_BYTES = 64 * 1024;

/** The place of a socket that has proven nothing. */
export type StrangersPlace = {
  /** A whole handshake has come: it does not lose its place to another one any more. */
  keep(): void;
  /** Gives the place back; may be called more than once. */
  leave(): void;
};

type Stranger = { network: string; evict(): void };

/**
 * Bounds what unknown sockets can hold: for each address, for its network (/24, /48), and for all together. Silence
 * costs nothing, so whoever comes when all places are taken gets that of one whose handshake has not come: the oldest
 * of the network that holds most.
 */
export class UnauthenticatedLimiter {
  private readonly addresses = new Counts();
  private readonly networks = new Counts();
  /** Those whose handshake has not come, by network; a set keeps its order: the first one came first. */
  private readonly silent = new Map<string, Set<Stranger>>();
  private inAll = 0;
  private evicted = 0;
  private reportAt = 0;

  /**
   * @param address of the socket, normalised
   * @param evict ends the socket, for another one
   * @returns undefined when there is no place
   */
  enter(address: string, evict: () => void): StrangersPlace | undefined {
    const network = networkOf(address);
    if (this.addresses.of(address) >= widened(MAX_PER_ADDRESS)) return undefined;
    if (this.networks.of(network) >= widened(MAX_PER_NETWORK) && !this.evictFrom(network)) return undefined;
    if (this.inAll >= MAX_IN_ALL && !this.evictFrom(this.largest())) return undefined;
    this.count(address, 1);
    const stranger = { network, evict: () => undefined as void };
    const silent = this.silent.get(network) ?? new Set<Stranger>();
    this.silent.set(network, silent.add(stranger));
    let inside = true;
    const leave = () => {
      if (!inside) return;
      inside = false;
      this.forgetSilence(stranger);
      this.count(address, -1);
    };
    stranger.evict = () => {
      leave();
      evict();
    };
    return { leave, keep: () => this.forgetSilence(stranger) };
  }

  private count(address: string, change: 1 | -1): void {
    this.addresses.add(address, change);
    this.networks.add(networkOf(address), change);
    this.inAll += change;
  }

  private forgetSilence(stranger: Stranger): void {
    const silent = this.silent.get(stranger.network);
    if (silent?.delete(stranger) && silent.size === 0) this.silent.delete(stranger.network);
  }

  /** Of the networks with silent sockets the one that holds most places. At most as many networks as places. */
  private largest(): string | undefined {
    let found: string | undefined;
    for (const network of this.silent.keys())
      if (found === undefined || this.networks.of(network) > this.networks.of(found)) found = network;
    return found;
  }

  /** A line a minute, not one for each. */
  private report(): void {
    if (monotonicMs() < this.reportAt) return;
    this.reportAt = monotonicMs() + minutes(1);
    log.warn({ evicted: this.evicted }, "silent connections gave their places to others");
    this.evicted = 0;
  }

  private evictFrom(network: string | undefined): boolean {
    const [oldest] = (network !== undefined && this.silent.get(network)) || [];
    if (!oldest) return false;
    oldest.evict();
    this.evicted++;
    this.report();
    return true;
  }
}
