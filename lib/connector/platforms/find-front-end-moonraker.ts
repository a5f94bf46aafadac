import { callPrinter } from "@/lib/connector/call-printer";
import { resolveWebcam as resolveOnPrinter } from "@/lib/connector/platforms/resolve-webcam";
import { fields, list, number, oneOf, text } from "@/lib/connector/read-json";

const Port = number((port) => Number.isInteger(port) && port >= 1 && port <= 65_535);

/** Mainsail's settings: one Moonraker, where `instancesDB` does not leave the choice to the browser. */
const Mainsail = fields({
  instancesDB: oneOf("moonraker", "json").optional(),
  hostname: text().nullish(),
  port: Port.nullish(),
  path: text().nullish(),
  instances: list(fields({ hostname: text(), port: Port })).nullish(),
});
/** Fluidd's: addresses of Moonrakers. */
const Fluidd = fields({ endpoints: list(text()) });

const within = (host: string) => (host.includes(":") ? `[${host}]` : host);

function addressesIn(settings: unknown, front: URL): string[] {
  const fluidd = Fluidd.safeParse(settings);
  if (fluidd.success && fluidd.data.endpoints.length > 0) return fluidd.data.endpoints;
  const mainsail = Mainsail.safeParse(settings);
  if (!mainsail.success || mainsail.data.path) return [];
  const { instancesDB, hostname, port, instances } = mainsail.data;
  if (instancesDB === "json")
    return (instances ?? []).map((item) => `${front.protocol}//${within(item.hostname)}:${item.port}`);
  return port ? [`${front.protocol}//${hostname ? within(hostname) : front.hostname}:${port}`] : [];
}

/**
 * Which Moonraker a Klipper front end is set to, where it does not pass Moonraker's API on itself: the front end's own
 * `config.json`, by which the page in a browser finds it too, is the one proof that another port is the same printer.
 * Several there are no proof, nor is one on another machine.
 * @param printer origin of the front end
 * @returns the Moonraker's origin, whether it answers or not
 */
export async function findFrontEndMoonraker(
  printer: string,
  signal: AbortSignal,
  patienceMs: number,
): Promise<string | undefined> {
  const told = await callPrinter(printer, { path: "/config.json", patienceMs, signal });
  if (!told.ok || told.status !== 200) return undefined;
  const [address, ...others] = addressesIn(told.body, new URL(printer));
  if (address === undefined || others.length > 0) return undefined;
  const url = await resolveOnPrinter(address, printer);
  if (url?.pathname !== "/" || url.search || url.username) return undefined;
  // The printer's own host, whatever it is called there: an address of today may be another machine's tomorrow.
  return `${url.protocol}//${new URL(printer).hostname}${url.port && `:${url.port}`}`;
}
