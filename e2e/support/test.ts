import { randomUUID } from "node:crypto";
import { expect, test as base, type Page, type Request } from "@playwright/test";
import { PrinterProcess } from "./printer";
import { portalUrl } from "./server";

type Fixtures = {
  /** Origin of the portal under test. */
  portal: string;
  /** An address nobody has used before. */
  email: string;
  /** A virtual printer of this test's own, online and without owner. */
  printer: PrinterProcess;
  /** Fails the test when a page asked another origin for anything or broke the content policy. */
  walls: string[];
};

/** Without a digit: the code of a mail is the only number in it. */
function newAddress(): string {
  const letters = randomUUID().replaceAll(/[^a-f]/g, "");
  const three = randomUUID().slice(0, 3).replaceAll(/\d/g, "x");
  const time = Date.now().toString(36).replaceAll(/\d/g, "q");
  return `e2e-${letters}${three}.${time}@example.org`;
}

const leaves = (request: Request, portal: string) =>
  /^(https?|wss?):/.test(request.url()) && new URL(request.url()).origin !== new URL(portal).origin;

/** Watches one page for requests that leave the origin and for violations of the content policy. */
export function watch(page: Page, portal: string, walls: string[]): void {
  page.on("request", (request) => {
    // Where the journey ends is the app's own place; everything before stays with us.
    if (leaves(request, portal) && !request.isNavigationRequest()) walls.push(`request to ${request.url()}`);
  });
  page.on("console", (message) => {
    if (/content security policy|refused to|violates/i.test(message.text())) walls.push(message.text());
    if (message.type() === "error" && /hydrat/i.test(message.text())) walls.push(message.text());
  });
}

export const test = base.extend<Fixtures>({
  portal: async ({}, provide) => provide(portalUrl()),
  email: async ({}, provide) => provide(newAddress()),
  printer: async ({ portal }, provide) => {
    const printer = PrinterProcess.start(portal);
    await printer.next("online");
    await provide(printer);
    await printer.stop();
  },
  walls: [
    async ({ context, portal }, provide) => {
      const walls: string[] = [];
      context.on("page", (page) => watch(page, portal, walls));
      await provide(walls);
      expect(walls).toEqual([]);
    },
    { auto: true },
  ],
});

export { expect };
