import { once } from "node:events";
import type { IncomingMessage } from "node:http";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { WebSocket } from "ws";
import { exchangesOf } from "@/lib/connections/open-exchanges";
import { liveLinks, type LiveLink } from "@/lib/gateway/links/live-links";
import { log } from "@/lib/observability/log";
import { json, setUpFreshRelay } from "@/lib/relay/test-relay";
import { ask, AUTHORIZATION, relayHost, tunnelHost } from "@/tests/support/relay";

const nothing = () => undefined;

/** Faults of ours, at the places where an app's request meets the printer's connection. */
const BROKEN: Record<string, LiveLink["streams"]["open"]> = {
  "opens nothing": () => {
    throw new Error("a fault of ours");
  },
  "cannot send": () => ({
    send: () => Promise.reject(new Error("a fault of ours")),
    finish: nothing,
    cancel: nothing,
    close: nothing,
  }),
};

describe("a fault of ours on the way to a printer", () => {
  const relay = setUpFreshRelay();
  const unhandled: unknown[] = [];
  const note = (error: unknown) => void unhandled.push(error);
  let link: LiveLink;
  beforeEach(() => {
    link = liveLinks().get(relay.publicId)!;
    process.on("unhandledRejection", note);
  });
  afterEach(async () => {
    liveLinks().set(relay.publicId, link);
    await new Promise((resolve) => setImmediate(resolve));
    process.off("unhandledRejection", note);
    vi.restoreAllMocks();
    expect(unhandled.splice(0)).toEqual([]);
    expect(exchangesOf("connection-1")).toBe(0);
    expect((await ask(relay, "/api/version")).status).toBe(200);
  });

  const breakIt = (how: string) => {
    const said = vi.spyOn(log, "error").mockImplementation(nothing);
    liveLinks().set(relay.publicId, { ...link, streams: { open: BROKEN[how]! } });
    return said;
  };

  it.each([
    [600, relayHost],
    [503, tunnelHost],
  ])("refuses a WebSocket with %i and a reference, and is a line in the log", async (status, hostOf) => {
    const said = breakIt("opens nothing");
    const headers = { Host: hostOf(relay), Authorization: AUTHORIZATION };
    const socket = new WebSocket(`ws://127.0.0.1:${relay.port}/websocket`, { headers }).on("error", nothing);
    const [, response] = (await once(socket, "unexpected-response")) as [unknown, IncomingMessage];
    const body = Buffer.concat((await response.toArray()) as Buffer[]);
    expect(response).toMatchObject({ statusCode: status });
    expect(json(body).Error).toMatch(/Reference [A-Z0-9]{8}/);
    expect(said.mock.calls).toEqual([[expect.objectContaining({ message: "a fault of ours" }), "unexpected error"]]);
  });

  it.each([
    ["opens nothing", undefined],
    ["opens nothing", "a body"],
    ["cannot send", "a body"],
  ])("that %s answers a request with 600 and a reference: %s", async (how, body) => {
    const said = breakIt(how);
    const answer = await ask(relay, "/echo", { method: body ? "POST" : "GET" }, body);
    expect([answer.status, json(answer.body).Error]).toEqual([600, expect.stringMatching(/Reference [A-Z0-9]{8}/)]);
    expect(said.mock.calls).toEqual([[expect.objectContaining({ message: "a fault of ours" }), "unexpected error"]]);
  });
});
