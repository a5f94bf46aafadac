import { rm } from "node:fs/promises";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { now, seconds } from "@/lib/clock";
import type { ConnectorEvent, Report } from "@/lib/connector/connector-event";
import { readIfThere, writePrivate } from "@/lib/connector/private-files";
import { fields, flag, number, oneOf, text } from "@/lib/connector/read-json";

/** How linking goes, for a program that started the connector in the background and wants to show it. */
const Stored = fields({
  event: oneOf("code", "linked", "offline"),
  code: text().optional(),
  link: text().optional(),
  validForSeconds: number().optional(),
  name: text().optional(),
  reason: text().optional(),
  isInBrowser: flag.optional(),
});

const fileIn = (folder: string) => path.join(folder, "status.json");

const forgotten = (folder: string) => rm(fileIn(folder), { force: true });

/** Keeps the last word about linking in the printer's folder. */
export async function keepStatus(folder: string): Promise<Report> {
  let writing: Promise<unknown> = forgotten(folder).catch(() => undefined);
  await writing;
  let isInBrowser = false;
  let last: ConnectorEvent | undefined;
  return (event) => {
    if (event.event === "setup" && event.state === "sent") isInBrowser = true;
    else if (event.event === "code" || event.event === "linked" || event.event === "offline") last = event;
    else return;
    if (!last) return;
    const text = `${JSON.stringify({ ...last, isInBrowser })}\n`;
    writing = writing.then(() => writePrivate(fileIn(folder), text)).catch(() => undefined);
  };
}

export type LinkingStatus = Extract<ConnectorEvent, { event: "code" | "linked" | "offline" }> & {
  /** A setup token was presented: the printer is on the page that its owner has open. */
  isInBrowser?: boolean;
};

/** @returns what is kept now, if anything can be read */
export async function readStatus(folder: string): Promise<LinkingStatus | undefined> {
  try {
    return Stored.parse(JSON.parse((await readIfThere(fileIn(folder))) ?? "")) as LinkingStatus;
  } catch {
    return undefined;
  }
}

/**
 * Waits until a printer shows a code or is linked.
 * @returns the last word, such as why it is not connected; undefined when nothing was said
 */
export async function waitForStatus(folder: string, patienceMs: number): Promise<LinkingStatus | undefined> {
  const end = now().getTime() + patienceMs;
  for (;;) {
    const status = await readStatus(folder);
    if ((status && status.event !== "offline") || now().getTime() >= end) return status;
    await sleep(seconds(0.2));
  }
}
