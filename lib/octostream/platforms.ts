/** Kinds of printers, in the order the portal offers them. The numbers are the protocol's `HostPlatform`. */
export const PLATFORMS = {
  octoprint: 1,
  klipper: 2,
  bambu: 3,
  elegoo: 4,
  prusalink: 6,
  other: 0,
} as const;

export type Platform = keyof typeof PLATFORMS;

/** @param number `HostPlatform` of a handshake; 5 is Elegoo's second model; unknown numbers are `other` */
export function platformOf(number: number): Platform {
  if (number === 5) return "elegoo";
  return (Object.keys(PLATFORMS) as Platform[]).find((name) => PLATFORMS[name] === number) ?? "other";
}

export const isPlatform = (text: unknown): text is Platform =>
  typeof text === "string" && Object.hasOwn(PLATFORMS, text);
