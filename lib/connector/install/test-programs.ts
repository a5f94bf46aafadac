import { spawn, type ChildProcess } from "node:child_process";
import { afterEach } from "vitest";
import { NOBODY } from "@/lib/connector/install/test-install";

/** For tests: starts programs of Node as the script's user; they end with the test. */
export function setUpPrograms(): (args: string[]) => ChildProcess {
  const started: ChildProcess[] = [];
  afterEach(() => {
    for (const child of started.splice(0)) child.kill("SIGKILL");
  });
  return (args) => {
    const user = NOBODY === undefined ? {} : { uid: NOBODY, gid: NOBODY };
    const child = spawn(process.execPath, args, { stdio: "ignore", ...user });
    started.push(child);
    return child;
  };
}
