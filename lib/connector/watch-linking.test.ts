import { setTimeout as sleep } from "node:timers/promises";
import { describe, expect, it } from "vitest";
import type { ConnectorEvent } from "@/lib/connector/connector-event";
import { newFolder, setUpConnectors } from "@/lib/connector/test-connectors";
import { newLinkingState, ownershipNews, watchLinking } from "@/lib/connector/watch-linking";
import { unlinkPrinter } from "@/lib/gateway/unlink-printer";
import { randomToken } from "@/lib/random";
import { givePrinter } from "@/tests/support/give-printer";
import { hello, until } from "@/tests/support/plugin";

describe("the connector of a printer that gets an owner, or loses it", () => {
  const { portal, start } = setUpConnectors();

  it("says when it is linked, and shows a new code when it is removed from the account", async () => {
    const { connector, next } = await start(newFolder());
    await next("code");
    await givePrinter(connector.printerId, "Workshop");
    portal.look();
    expect(await next("linked")).toEqual({ event: "linked", name: "Workshop" });
    await givePrinter(connector.printerId, null);
    portal.look();
    await next("code", 2);
  });

  it("is told when it is linked or gets another name, and does not ask from time to time", async () => {
    const { connector, next } = await start(newFolder());
    const asked = () => portal.asked.filter(({ Id }) => Id === connector.printerId).length;
    await next("code");
    await givePrinter(connector.printerId, "Workshop");
    portal.look();
    await next("linked");
    await givePrinter(connector.printerId, "Cellar");
    portal.look();
    expect(await next("linked", 2)).toEqual({ event: "linked", name: "Cellar" });
    const before = asked();
    await sleep(500); // ten times as long as it waits between two questions
    expect(asked()).toBe(before);
  });

  it("asks from time to time where the portal tells of nothing", async () => {
    const events: ConnectorEvent[] = [];
    const report = (event: ConnectorEvent) => void events.push(event);
    const asking = new AbortController();
    const question = {
      portal: portal.origin,
      printerId: hello().printerId!,
      octoKey: randomToken(40),
      times: { unlinkedMs: 20, linkedMs: 20 },
      news: ownershipNews(),
      report,
    };
    const watching = watchLinking(question, newLinkingState(), asking.signal);
    await until("it has asked often", () => portal.asked.filter(({ Id }) => Id === question.printerId).length > 5);
    asking.abort();
    await watching;
    expect(events.map(({ event }) => event)).toEqual(["code"]);
  });

  it("comes back at once, with a new code, when the portal ends its connection because it was removed", async () => {
    const { connector, events, next } = await start(newFolder(), portal.origin, {
      waitSeconds: 600,
      linkedMs: 600_000,
    });
    await next("code");
    await givePrinter(connector.printerId, "Workshop");
    portal.look();
    await next("linked");
    await givePrinter(connector.printerId, null);
    unlinkPrinter(connector.printerId);
    await next("unlinked");
    await next("code", 2);
    expect(events.map(({ event }) => event)).toEqual(["online", "code", "linked", "unlinked", "online", "code"]);
  });

  it("asks for a new code before the old one ends", async () => {
    portal.validForSeconds = 1;
    const { next } = await start(newFolder());
    expect((await next("code", 2)).code).not.toBe((await next("code", 1)).code);
  });
});
