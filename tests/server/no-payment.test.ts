import { describe, expect, it } from "vitest";
import { delivery, subscriptionEvent } from "@/lib/supporters/stripe/test-events";
import { newDatabase } from "@/tests/support/new-database";
import { startTestPortal } from "@/tests/support/portal";

describe("the server without Stripe", () => {
  it("has no place for its events", async () => {
    const portal = await startTestPortal({ DATABASE_URL: await newDatabase("payment") });
    const { headers, body } = delivery(
      subscriptionEvent("created", { subscriptionId: "sub_1", customerId: "cus_1" }, { at: new Date() }),
    );
    const answer = await portal.ask("/api/payment/stripe", {
      method: "POST",
      body,
      headers: headers as Record<string, string>,
    });
    await portal.stop();
    expect(answer.status).toBe(404);
  }, 60_000);
});
