// Stripe's own mock of its API (https://github.com/stripe/stripe-mock), for the tests: a program in Go, built below
// .cache. It checks calls against the description that Stripe publishes. No code of it enters the project.
import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import path from "node:path";
import { root, say } from "../../scripts/prepare.mjs";

const VERSION = "v0.203.0";
const folder = path.join(root, ".cache", "stripe-mock", VERSION);
const program = path.join(folder, process.platform === "win32" ? "stripe-mock.exe" : "stripe-mock");

/** The test that needs it. */
export const STRIPE_MOCK_TEST = "lib/supporters/stripe/stripe-mock.test.ts";

/**
 * @returns {{ program: string } | { missing: string }} the built program, or why there is none: the end of a sentence
 */
export function prepareStripeMock() {
  if (existsSync(program)) return { program };
  if (spawnSync("go", ["version"]).status !== 0)
    return { missing: "Go is not installed, which its mock is built with" };
  say("Building Stripe's mock of its API (once) …");
  const built = spawnSync("go", ["install", `github.com/stripe/stripe-mock@${VERSION}`], {
    env: { ...process.env, GOBIN: folder, GOFLAGS: "-mod=mod" },
    encoding: "utf8",
    timeout: 300_000,
  });
  if (built.status === 0 && existsSync(program)) return { program };
  return {
    missing: `its mock could not be built (${(built.stderr || String(built.error ?? "")).trim().split("\n").at(-1)})`,
  };
}
