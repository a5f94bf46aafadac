import { readFile } from "node:fs/promises";
import { isIP } from "node:net";

const FILE = process.platform === "win32" ? "C:\\Windows\\System32\\drivers\\etc\\hosts" : "/etc/hosts";

/** The addresses that a hosts file (hosts(5)) gives a name. @param name compared without regard to case */
export function namedIn(text: string, name: string): string[] {
  return text.split(/\r?\n/).flatMap((line) => {
    const [address = "", ...names] = (line.split("#")[0] ?? "").trim().split(/\s+/);
    return isIP(address) && names.some((one) => one.toLowerCase() === name.toLowerCase()) ? [address] : [];
  });
}

/** The addresses that this machine's hosts file gives a name; none where there is no such file. */
export async function hostsFileAddresses(name: string): Promise<string[]> {
  return namedIn(await readFile(FILE, "utf8").catch(() => ""), name);
}
