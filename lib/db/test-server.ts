import type { TestProject } from "vitest/node";

declare module "vitest" {
  interface ProvidedContext {
    /** Address of a PostgreSQL server on which tests may make databases. */
    testServerUrl: string;
  }
}

/** For Vitest: one PostgreSQL server for all test files. */
export default function setup(project: TestProject): void {
  const url = process.env.TEST_DATABASE_URL;
  if (!url) throw new Error("TEST_DATABASE_URL is not set.");
  project.provide("testServerUrl", url);
}
