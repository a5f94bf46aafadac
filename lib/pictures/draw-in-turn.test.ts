import sharp from "sharp";
import { describe, expect, it } from "vitest";
import { drawInTurn } from "@/lib/pictures/draw-in-turn";

const later = () => new Promise<void>((soon) => setTimeout(soon, 5));

describe("drawing in turn", () => {
  it("draws one at a time, also after one that failed", async () => {
    let running = 0;
    let most = 0;
    const draw = async (fails: boolean) => {
      most = Math.max(most, ++running);
      await later();
      running--;
      if (fails) throw new Error("cannot be drawn");
      return "drawn";
    };
    const all = await Promise.allSettled(
      Array.from({ length: 20 }, (_, index) => drawInTurn(() => draw(index % 3 === 0))),
    );
    expect(most).toBe(1);
    expect(all.filter(({ status }) => status === "rejected")).toHaveLength(7);
    expect(await drawInTurn(() => draw(false))).toEqual({ ok: true, drawn: "drawn" });
  });

  it("lets few wait, and somebody's own printer before them", async () => {
    const order: string[] = [];
    const draw = (name: string) => async () => {
      order.push(name);
      await later();
    };
    const logos = Array.from({ length: 40 }, (_, index) => drawInTurn(draw(`logo${index}`)));
    const urgent = drawInTurn(draw("printer"), { urgent: true });
    const got = await Promise.all(logos);
    expect(await urgent).toMatchObject({ ok: true });
    expect(got.filter(({ ok }) => ok)).toHaveLength(25);
    expect(got.at(-1)).toEqual({ ok: false, error: "busy" });
    expect(order.indexOf("printer")).toBe(1);
  });

  it("takes no threads of its own and keeps no memory", async () => {
    await drawInTurn(async () => undefined);
    expect(sharp.concurrency()).toBe(1);
    expect(sharp.cache()).toMatchObject({ memory: { max: 0 }, files: { max: 0 }, items: { max: 0 } });
  });
});
