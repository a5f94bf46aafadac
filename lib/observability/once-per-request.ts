import { requestMemory } from "@/lib/observability/request-reference";

/**
 * Reads something once for everything that serves a request. Only requests that ask (GET, HEAD) remember: what acts has
 * to see what it changed. Outside of a request it just reads.
 * @param key names what is read, for the whole process
 */
export function oncePerRequest<T>(key: string, read: () => Promise<T>): Promise<T> {
  const memory = requestMemory();
  if (!memory) return read();
  const known = memory.get(key) as Promise<T> | undefined;
  const reading = known ?? read();
  memory.set(key, reading);
  return reading;
}
