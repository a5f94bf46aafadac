import { afterEach } from "vitest";
import { moveClock, now } from "@/lib/clock";
import { db } from "@/lib/db/client";
import { isOnline } from "@/lib/gateway/is-online";
import { setUpDatabase } from "@/tests/support/database";
import { setUpGateway, type TestPortal } from "@/tests/support/gateway";

/** For tests: a printer as the database has it. */
export const row = (publicId: string) => db().printer.findUnique({ where: { publicId } });

/** Whether people see it as online. */
export const online = async (publicId: string) => {
  const found = await row(publicId);
  return found !== null && isOnline(found, now());
};

/** For tests: a gateway with short times, and its database. */
export function setUpQuickGateway(): TestPortal {
  setUpDatabase();
  const portal = setUpGateway({ handshakeMs: 3000, goodbyeMs: 200, pingMs: 200, silentMs: 1500, refreshMs: 200 });
  afterEach(() => moveClock(0));
  return portal;
}
