import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { nextStep, type JourneyFacts } from "@/lib/journey/read/next-step";

type Change = Partial<Omit<JourneyFacts, "journey">> & { journey?: Partial<JourneyFacts["journey"]> };

const ME = { id: "me" };

/** A person who is ready to authorize, and how this journey differs. */
const facts = ({ journey, ...rest }: Change = {}): JourneyFacts => ({
  journey: {
    goal: "app",
    expired: false,
    endedReason: null,
    consented: false,
    codeSent: true,
    mfaPending: false,
    resetting: false,
    userId: "me",
    addingPrinter: false,
    printerWaived: false,
    printerAdded: false,
    paymentAwaited: false,
    keyAsked: false,
    ...journey,
  },
  appError: undefined,
  user: ME,
  printerCount: 1,
  wishedPrinter: "none",
  supporter: true,
  ...rest,
});

describe("nextStep", () => {
  it.each<[string, Change, string]>([
    ["asks for an account first", { user: undefined, journey: { codeSent: false, userId: null } }, "account"],
    ["asks for the code once it was sent", { user: undefined, journey: { userId: null } }, "verify"],
    ["asks for it again when the sign-in cookie was lost", { user: undefined }, "verify"],
    [
      "asks for the second factor after the first step, whatever was mailed",
      { user: undefined, journey: { userId: null, mfaPending: true } },
      "second-factor",
    ],
    [
      "asks for the second factor before a forgotten password is set anew",
      { user: undefined, journey: { userId: null, mfaPending: true, resetting: true } },
      "second-factor",
    ],
    ["sets a forgotten password anew once it is known who it is", { journey: { resetting: true } }, "new-password"],
    ["sets no password anew for who was signed in anyway", { journey: { resetting: true, userId: null } }, "authorize"],
    ["takes somebody who signed in in another tab", { journey: { userId: null, codeSent: false } }, "authorize"],
    ["needs a printer", { printerCount: 0 }, "printer"],
    ["needs a printer before perks", { printerCount: 0, supporter: false }, "printer"],
    ["adds another printer when asked", { journey: { addingPrinter: true } }, "printer"],
    ["adds the printer of the start URL when it is not the account's", { wishedPrinter: "foreign" }, "printer"],
    [
      "lets that printer go when the person says so",
      { wishedPrinter: "foreign", journey: { printerWaived: true } },
      "authorize",
    ],
    [
      "needs a printer even when the wished one was let go",
      { wishedPrinter: "foreign", printerCount: 0, journey: { printerWaived: true } },
      "printer",
    ],
    ["goes straight on with an owned printer", { wishedPrinter: "owned" }, "authorize"],
    ["needs Supporter Perks", { supporter: false }, "supporter"],
    ["waits for a payment that is on its way", { supporter: false, journey: { paymentAwaited: true } }, "payment"],
    ["goes on once the payment is known", { journey: { paymentAwaited: true } }, "authorize"],
    [
      "needs a printer before it waits for a payment",
      { printerCount: 0, supporter: false, journey: { paymentAwaited: true } },
      "printer",
    ],
    ["ends at consent", {}, "authorize"],
    ["asks for the code of an OctoPrint key after Authorize", { journey: { keyAsked: true } }, "api-key"],
    ["asks for no code without perks", { supporter: false, journey: { keyAsked: true } }, "supporter"],
    ["is done after consent, whatever became of the key", { journey: { consented: true, keyAsked: true } }, "done"],
    ["is done after consent", { journey: { consented: true } }, "done"],
    ["stays done when the session has expired since", { journey: { consented: true, expired: true } }, "done"],
    ["stays done when the app was refused since", { journey: { consented: true }, appError: "app_disabled" }, "done"],
    [
      "leaves for the page a visitor came for",
      { journey: { goal: "visit" }, printerCount: 0, supporter: false },
      "leave",
    ],
    [
      "adds a printer for people from the printer's side, who need no perks",
      { journey: { goal: "printer" }, supporter: false },
      "printer",
    ],
    [
      "leaves for the printer's page when the account has that printer already",
      { journey: { goal: "printer" }, wishedPrinter: "owned" },
      "leave",
    ],
    [
      "leaves once that printer is added",
      { journey: { goal: "printer", printerAdded: true }, supporter: false },
      "leave",
    ],
  ])("%s", (_, change, expected) => {
    expect(nextStep(facts(change)).name).toBe(expected);
  });

  it.each<[string, Change, string]>([
    ["cancelled", { journey: { endedReason: "cancelled" } }, "cancelled"],
    ["refused at consent", { journey: { endedReason: "access_denied" } }, "access_denied"],
    ["without perks", { journey: { endedReason: "supporter_required" } }, "supporter_required"],
    ["too old", { journey: { expired: true } }, "session_expired"],
    ["too old, and signed out", { user: undefined, journey: { expired: true } }, "session_expired"],
    ["app switched off meanwhile", { appError: "app_disabled" }, "app_disabled"],
    ["return URL taken back meanwhile", { appError: "return_url_not_registered" }, "return_url_not_registered"],
    [
      "another account signed in after the end",
      { journey: { consented: true }, user: { id: "other" } },
      "account_changed",
    ],
    ["another account signed in meanwhile", { user: { id: "other" } }, "account_changed"],
  ])("ends: %s", (_, change, reason) => {
    expect(nextStep(facts(change))).toEqual({ name: "ended", reason });
  });

  it("reaches consent only with a verified account of this journey, a printer, perks and a good app", () => {
    const boolean = fc.boolean();
    const any = fc.record({
      journey: fc.record({
        goal: fc.constantFrom("app" as const, "printer" as const, "visit" as const),
        expired: boolean,
        consented: boolean,
        codeSent: boolean,
        mfaPending: boolean,
        resetting: boolean,
        addingPrinter: boolean,
        printerWaived: boolean,
        printerAdded: boolean,
        paymentAwaited: boolean,
        keyAsked: boolean,
        endedReason: fc.constantFrom(null, "cancelled", "access_denied", "supporter_required"),
        userId: fc.constantFrom(null, "me", "other"),
      }),
      appError: fc.constantFrom(undefined, "app_disabled" as const),
      user: fc.constantFrom(undefined, ME),
      printerCount: fc.nat(3),
      wishedPrinter: fc.constantFrom("none" as const, "owned" as const, "foreign" as const),
      supporter: boolean,
    });
    fc.assert(
      fc.property(any, (input) => {
        if (nextStep(input).name !== "authorize" && nextStep(input).name !== "api-key") return;
        expect(input.user).toEqual(ME);
        expect(input.journey.userId ?? "me").toBe("me");
        expect(input.printerCount).toBeGreaterThan(0);
        expect(input).toMatchObject({
          supporter: true,
          appError: undefined,
          journey: { goal: "app", expired: false, consented: false, endedReason: null },
        });
      }),
      { numRuns: 5000 },
    );
  });
});
