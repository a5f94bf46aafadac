import { spawn, spawnSync, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { readFileSync, rmSync } from "node:fs";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

export type Ran = { code: number | null; out: string };

const QUIET = {
  PATH: "/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
  HOME: "/root",
  LC_ALL: "C",
} as unknown as NodeJS.ProcessEnv;

/** A root of Debian with processes of its own: what is started in it goes on until the root is closed. */
export type DebianRoot = {
  place: string;
  /** Where a file of it is, seen from here. */
  file(name: string): string;
  /** Not spawnSync: what runs there talks to servers of this process. */
  run(command: string[], input?: string, stopAfterMs?: number): Promise<Ran>;
  /** A line for its shell. */
  sh(line: string): Promise<Ran>;
  close(): void;
};

// Control groups are there to be read: systemd-analyze of Debian 11 does not start without. As an init does it, the
// shell takes leave of processes that have lost their parent.
const HOLD = `set -e
groups=$1/sys/fs/cgroup
mount -t tmpfs tmpfs "$1/sys"
mkdir -p "$groups"
mount --rbind /sys/fs/cgroup "$groups"
for mount in $(cut -d ' ' -f 5 /proc/self/mountinfo | grep "^$groups"); do mount -o remount,bind,ro "$mount"; done
mount -t proc proc "$1/proc"
while :; do sleep 1; done`;

/** The first process in there, as it is called out here. */
async function firstOf(holder: ChildProcess, place: string): Promise<string> {
  for (;;) {
    const [first] = readFileSync(`/proc/${holder.pid}/task/${holder.pid}/children`, "utf8").trim().split(" ");
    const isReady = first && spawnSync("nsenter", ["-t", first, "-m", "test", "-d", `${place}/proc/1`]).status === 0;
    if (isReady) return first;
    if (holder.exitCode !== null) throw new Error("A root with processes of its own cannot be had.");
    await sleep(100);
  }
}

/** Copies a root, which may be spoiled then. @param source folder of the whole one @param place of the copy */
export async function openRoot(source: string, place: string): Promise<DebianRoot> {
  rmSync(place, { recursive: true, force: true });
  await once(spawn("cp", ["-a", source, place]), "close");
  spawnSync("cp", ["/etc/resolv.conf", path.join(place, "etc/resolv.conf")]);
  const holder = spawn("unshare", ["-mpf", "--kill-child", "sh", "-c", HOLD, "sh", place], { stdio: "ignore" });
  const first = await firstOf(holder, place);
  const run: DebianRoot["run"] = (command, input = "", stopAfterMs = 240_000) =>
    new Promise((resolve) => {
      const child = spawn("nsenter", ["-t", first, "-m", "-p", "chroot", place, ...command], { env: QUIET });
      let out = "";
      for (const stream of [child.stdout, child.stderr])
        stream.on("data", (piece: Buffer) => (out += piece.toString()));
      const timer = setTimeout(() => child.kill(), stopAfterMs);
      child.on("close", (code) => {
        clearTimeout(timer);
        resolve({ code, out });
      });
      child.stdin.on("error", () => undefined);
      child.stdin.end(input);
    });
  return {
    place,
    file: (name) => path.join(place, name),
    run,
    sh: (line) => run(["sh", "-c", line]),
    close: () => {
      holder.kill("SIGKILL");
      spawnSync("sleep", ["1"]);
      rmSync(place, { recursive: true, force: true });
    },
  };
}
