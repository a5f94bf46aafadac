import { execFile } from "node:child_process";
import path from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll } from "vitest";
import { openDatabaseDoor, type DatabaseDoor } from "./database-door";
import { startTestPortal, type Ask, type TestPortal } from "@/tests/support/portal";

export const FORM = { "Content-Type": "application/x-www-form-urlencoded" };

/** Settings of a portal for everybody. */
export const PRODUCTION = {
  PORTAL_URL: "https://portal.example",
  RELAY_DOMAIN: "relay.example",
  AUTH_SECRET: "a".repeat(40),
  SMTP_URL: "smtp://127.0.0.1:1",
  SERVICE_NAME: "OctoEverywhere",
  MAIL_FROM: "Portal <no-reply@portal.example>",
};

export type ProductionPortal = {
  portal: TestPortal;
  /** Its database, which can go and come back. */
  door: DatabaseDoor;
  ask(target: string, options?: Ask): ReturnType<TestPortal["ask"]>;
  post(target: string, headers?: Record<string, string>, body?: string): ReturnType<TestPortal["ask"]>;
};

/** Registers an app beside the running server, as an operator does it. */
async function addShop(env: Record<string, string>): Promise<void> {
  const tsx = path.resolve("node_modules/.bin/tsx");
  const returns = ["--return", "exact:https://shop.example/back", "--return", "exact:shop://back"];
  await promisify(execFile)(tsx, ["scripts/apps.ts", "add", "shop", "--name", "Shop", "--verified", ...returns], {
    env: { PATH: process.env.PATH, NODE_ENV: "production", ...env },
  });
}

/** For tests: the built server as it runs in production, with one app. */
export function setUpProduction(): ProductionPortal {
  const test = {} as ProductionPortal;
  beforeAll(async () => {
    test.door = await openDatabaseDoor();
    const settings = { ...PRODUCTION, DATABASE_URL: test.door.url };
    test.portal = await startTestPortal(settings);
    await addShop({ ...settings, DATA_DIR: test.portal.dataDir });
  }, 120_000);
  afterAll(async () => {
    await test.portal?.stop();
    await test.door?.close();
  });
  test.ask = (target, options = {}) => test.portal.ask(target, { host: "portal.example", ...options });
  test.post = (target, headers = {}, body = "") =>
    test.ask(target, { method: "POST", headers: { Origin: "https://portal.example", ...FORM, ...headers }, body });
  return test;
}
