import { createHash } from "node:crypto";
import { readdir, readFile } from "node:fs/promises";
import path from "node:path";

const read = (file: string) =>
  readFile(file, "latin1").then(
    (text) => text.replaceAll("\0", "").trim(),
    () => "",
  );

/** The first network card with an address that its maker gave it, by name. */
async function networkCard(root: string): Promise<string> {
  const folder = path.join(root, "sys/class/net");
  for (const name of (await readdir(folder).catch(() => [])).sort()) {
    const card = path.join(folder, name);
    const [kind, device, address] = await Promise.all([
      read(path.join(card, "addr_assign_type")),
      readdir(path.join(card, "device")).catch(() => undefined),
      read(path.join(card, "address")),
    ]);
    if (kind === "0" && device && address) return address;
  }
  return "";
}

/**
 * Tells two machines with the same identity apart, without telling the portal which machine it is. A copied card brings
 * the system's machine id along, so the hardware counts too: a single-board computer's serial number, or its network
 * card.
 * @param root where the system's files are; for tests
 * @returns undefined where nothing tells machines apart
 */
export async function deviceId(printerId: string, root = "/"): Promise<string | undefined> {
  const machine = await read(path.join(root, "etc/machine-id"));
  const hardware = (await read(path.join(root, "proc/device-tree/serial-number"))) || (await networkCard(root));
  if (!machine && !hardware) return undefined;
  return `connector-${createHash("sha256").update(`${printerId}\n${machine}\n${hardware}`).digest("hex")}`;
}
