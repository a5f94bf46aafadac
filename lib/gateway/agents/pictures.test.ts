import { beforeEach, describe, expect, it } from "vitest";
import { drawPicture } from "@/lib/connector/virtual-printer/draw-picture";
import { askForPicture, LARGEST_PICTURE, offerPicture } from "@/lib/gateway/agents/pictures";
import { takeSnapshot } from "@/lib/gateway/take-snapshot";
import { latestSnapshot } from "@/lib/printers/latest-snapshot";
import { setUpAgents } from "@/tests/support/agent/set-up-agents";
import type { TestAgent } from "@/tests/support/agent/test-agent";
import { until } from "@/tests/support/plugin";

const viewing = (agent: TestAgent) =>
  agent.received.flatMap((message) =>
    "remote_status" in message ? [(message["remote_status"] as { viewing: boolean }).viewing] : [],
  );

describe("a picture from an agent", () => {
  const agents = setUpAgents();
  let publicId: string;
  let agent: TestAgent;
  beforeEach(async () => {
    ({ publicId, agent } = await agents.connect({ picture: () => drawPicture(1) }));
    await until("it heard that nobody looks", () => viewing(agent).length === 1);
  });

  it("comes when somebody looks, and the agent hears that it is enough", async () => {
    expect(await takeSnapshot(publicId)).toEqual(drawPicture(1));
    await until("it heard", () => viewing(agent).length === 3);
    expect(viewing(agent)).toEqual([false, true, false]);
    expect(agent.record.asked).toEqual([]);
  });

  it("is one for all who look at the same time", async () => {
    const all = await Promise.all(Array.from({ length: 10 }, () => takeSnapshot(publicId)));
    expect(new Set(all.map((bytes) => bytes?.length)).size).toBe(1);
    await until("it heard", () => viewing(agent).length === 3);
  });

  it("is drawn anew before anybody sees it", async () => {
    const snapshot = await latestSnapshot({ publicId, userId: "owner" });
    expect(snapshot?.jpeg.subarray(0, 3).toString("hex")).toBe("ffd8ff");
    expect(snapshot?.jpeg.equals(drawPicture(1))).toBe(false);
  });

  it("that nobody waits for is dropped, and so is one that is too large", async () => {
    expect(offerPicture(publicId, drawPicture(1))).toBe(false);
    const waiting = askForPicture(publicId, 100);
    expect(offerPicture(publicId, Buffer.alloc(LARGEST_PICTURE + 1))).toBe(false);
    expect(offerPicture("another", drawPicture(1))).toBe(false);
    await waiting;
  });

  it("does not come from a printer without a camera, nor from one that is away", async () => {
    const blind = await agents.connect();
    expect(await askForPicture(blind.publicId, 100)).toBeUndefined();
    await until("it heard", () => viewing(blind.agent).length === 3);
    expect(viewing(blind.agent)).toEqual([false, true, false]);
    expect(await askForPicture("away")).toBeUndefined();
  });
});
