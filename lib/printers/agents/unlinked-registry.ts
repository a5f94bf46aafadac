import { fromNow, hours, minutes, now, seconds } from "@/lib/clock";
import { connectionLimiter } from "@/lib/gateway/links/connection-limiter";
import type { ToldByAgent } from "@/lib/printers/agents/unlinked-shape";
import { LINKING_CODE_LIFETIME_MS, newLinkingCode } from "@/lib/printers/linking-code";
import { shared } from "@/lib/shared";

/** Klipper's agent that asks to be linked. Known to this process only, and only while it asks, and an hour more. */
export type UnlinkedDevice = ToldByAgent & {
  address: string;
  seenAt: Date;
  /** What it shows. */
  passcode: { code: string; expiresAt: Date } | undefined;
  /** What it is given to link itself with, once its passcode was entered. */
  given: { code: string; expiresAt: Date } | undefined;
  /** When it had linked itself with that. */
  linkedAt: Date | undefined;
};

type Kept = UnlinkedDevice & { leave: () => void };

const KEPT_MS = hours(1);
/** A print farm that is set up at once, behind one address; about a kilobyte each. */
const PLACES = { perAddress: 60, perNetwork: 300, inAll: 10_000 };
/** Beyond `inAll` there is a place for whoever is alone in a network; beyond this for nobody. */
const MOST = 20_000;
const RENEWED_BEFORE_MS = minutes(1);
/** It asks every two seconds: one that is silent for longer has gone, and its passcode leads nowhere. */
const ASKS_WITHIN_MS = minutes(1);
/** Its answer to `verify` may have been lost: so long it is given the same code again. */
const GIVEN_AGAIN_MS = seconds(20);

type Registry = {
  devices: Map<string, Kept>;
  byPasscode: Map<string, string>;
  places: ReturnType<typeof connectionLimiter>;
};

// What agents say of themselves is personal data: in memory, and nowhere else.
const registry = () =>
  shared<Registry>("unlinked-agents", () => ({
    devices: new Map(),
    byPasscode: new Map(),
    places: connectionLimiter(PLACES),
  }));

function forget(device: Kept): void {
  const { devices, byPasscode } = registry();
  device.leave();
  devices.delete(device.deviceId);
  if (device.passcode) byPasscode.delete(device.passcode.code);
}

/**
 * Those that ask stand behind those that do not, so only the first ones have to be looked at. Where there is no room,
 * whoever has gone makes it.
 */
function forgetSilent(time: Date): void {
  const before = time.getTime() - (registry().devices.size < PLACES.inAll ? KEPT_MS : ASKS_WITHIN_MS);
  for (const device of registry().devices.values()) {
    if (device.seenAt.getTime() > before) return;
    forget(device);
  }
}

const lasts = ({ expiresAt }: { expiresAt: Date }, time: Date) =>
  expiresAt.getTime() > time.getTime() + RENEWED_BEFORE_MS;

function renewPasscode(device: Kept, time: Date): void {
  if (device.passcode && lasts(device.passcode, time)) return;
  const { byPasscode } = registry();
  if (device.passcode) byPasscode.delete(device.passcode.code);
  let code = newLinkingCode();
  while (byPasscode.has(code)) code = newLinkingCode();
  device.passcode = { code, expiresAt: fromNow(LINKING_CODE_LIFETIME_MS) };
  byPasscode.set(code, device.deviceId);
}

/** What it was given is over: linked, or too late. Then it shows a passcode as if it had just come. */
function renewCodes(device: Kept, time: Date): void {
  const { given, linkedAt } = device;
  if (given) {
    const goesOn = linkedAt ? time.getTime() - linkedAt.getTime() < GIVEN_AGAIN_MS : lasts(given, time);
    if (goesOn) return;
    device.given = device.linkedAt = device.passcode = undefined;
  }
  renewPasscode(device, time);
}

/**
 * An agent asks to be linked.
 * @param address normalised
 * @returns what is known of it now; undefined when there is no place for another one of its address or network
 */
export function rememberUnlinked(told: ToldByAgent, address: string): UnlinkedDevice | undefined {
  const { devices, places } = registry();
  const time = now();
  forgetSilent(time);
  const known = devices.get(told.deviceId);
  const leave = known?.leave ?? (devices.size < MOST ? places.enter(address) : undefined);
  if (!leave) return undefined;
  const none = { passcode: undefined, given: undefined, linkedAt: undefined };
  const device: Kept = Object.assign(known ?? { ...none }, told, { address, seenAt: time, leave });
  devices.delete(device.deviceId);
  devices.set(device.deviceId, device);
  renewCodes(device, time);
  return device;
}

/**
 * The agent that shows a passcode.
 * @param code without its hyphen
 * @returns undefined when no agent that still asks shows it, or somebody entered it
 */
export function findByPasscode(code: string): UnlinkedDevice | undefined {
  const { devices, byPasscode } = registry();
  const device = devices.get(byPasscode.get(code) ?? "");
  if (!device?.passcode || device.passcode.expiresAt <= now()) return undefined;
  return device.seenAt < fromNow(-ASKS_WITHIN_MS) ? undefined : device;
}

/**
 * Its next question is answered with what it links itself with. The passcode can be entered no more, but is repeated
 * meanwhile, as the agent expects.
 * @param passcode that was entered, without its hyphen
 * @returns false when somebody else was first
 */
export function giveCode(passcode: string, given: { code: string; expiresAt: Date }): boolean {
  const { devices, byPasscode } = registry();
  const device = devices.get(byPasscode.get(passcode) ?? "");
  if (!device) return false;
  byPasscode.delete(passcode);
  device.given = given;
  return true;
}

/** The agent has linked itself with what it was given. */
export function markLinked(code: string): void {
  for (const device of registry().devices.values()) if (device.given?.code === code) device.linkedAt ??= now();
}

/** For tests: how many are known. */
export const unlinkedCount = (): number => registry().devices.size;

/** For tests: all of them are forgotten. */
export const forgetAllUnlinked = (): void => [...registry().devices.values()].forEach(forget);
