import { availableParallelism } from "node:os";
import path from "node:path";
import { defineConfig } from "vitest/config";

export default defineConfig({
  resolve: { alias: { "@": path.resolve(import.meta.dirname) } },
  test: {
    include: ["lib/**/*.test.ts", "components/**/*.test.{ts,tsx}", "tests/**/*.test.{ts,tsx}"],
    globalSetup: ["tests/support/postgres.ts"],
    setupFiles: ["tests/support/quiet-log.ts"],
    env: { ENV_FILE: "" }, // a developer's own settings are not the tests'
    silent: "passed-only",
    // By itself it leaves one processor idle, which of two is half the machine.
    maxWorkers: Math.max(2, Math.ceil(availableParallelism() * 0.75)),
    testTimeout: 30_000,
    hookTimeout: 60_000,
  },
});
