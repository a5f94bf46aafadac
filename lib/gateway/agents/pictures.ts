import { seconds } from "@/lib/clock";
import { liveLinks } from "@/lib/gateway/links/live-links";
import { shared } from "@/lib/shared";

/** For a picture to come that was asked for: agents need a twentieth of a second, and their line some more. */
const PICTURE_MS = seconds(8);

/** Largest picture: agents send up to 7 MB. */
export const LARGEST_PICTURE = 8 * 1024 * 1024;

type Wanted = { arrive(bytes: Buffer | undefined): void; picture: Promise<Buffer | undefined> };

/** Who waits for a picture, by printer id. Kept once a process: pages ask too, from their own bundle. */
const wanted = () => shared("agents-wanted-pictures", () => new Map<string, Wanted>());

/**
 * Takes a picture that an agent sent: it is for whoever waits for one now, and dropped otherwise. Agents cannot be told
 * not to send them.
 * @param publicId of the printer
 * @param bytes as they came, unchecked
 * @returns whether somebody waited
 */
export function offerPicture(publicId: string, bytes: Buffer): boolean {
  const waiting = wanted().get(publicId);
  if (!waiting || bytes.length === 0 || bytes.length > LARGEST_PICTURE) return false;
  waiting.arrive(bytes);
  return true;
}

/** Whether somebody waits for a picture: else it need not even be read. @param publicId of the printer */
export const isPictureWanted = (publicId: string): boolean => wanted().has(publicId);

/**
 * Asks an agent for a picture: for a moment it is told that somebody looks. Nothing is asked through its tunnel.
 * @returns unchecked bytes; undefined without one within 8 s, as from printers without a camera
 */
export function askForPicture(publicId: string, patienceMs = PICTURE_MS): Promise<Buffer | undefined> {
  const waiting = wanted().get(publicId);
  if (waiting) return waiting.picture;
  const agent = liveLinks().get(publicId)?.agent;
  if (!agent) return Promise.resolve(undefined);
  const { promise, resolve } = withResolvers<Buffer | undefined>();
  const deadline = setTimeout(() => arrive(undefined), patienceMs);
  const arrive = (bytes: Buffer | undefined) => {
    clearTimeout(deadline);
    wanted().delete(publicId);
    // Otherwise it would go on with one every ten seconds while it prints.
    agent.viewing(false);
    resolve(bytes);
  };
  wanted().set(publicId, { arrive, picture: promise });
  agent.viewing(true);
  return promise;
}

/** As `Promise.withResolvers`, which Node has from 22 on. */
function withResolvers<T>(): { promise: Promise<T>; resolve(value: T): void } {
  let resolve!: (value: T) => void;
  const promise = new Promise<T>((settle) => (resolve = settle));
  return { promise, resolve };
}
