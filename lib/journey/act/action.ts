import type { ClientInfo } from "@/lib/accounts/account-store";
import type { SignedIn } from "@/lib/accounts/signed-in-store";
import type { Journey } from "@/lib/journey/read/load-journey";
import type { StepName } from "@/lib/journey/read/next-step";
import type { Query } from "@/lib/journey/urls/step-url";
import type { ActionError } from "@/lib/messages/messages";

/** A posted form of a step, in the browser and for the account that the journey belongs to. */
export type Post = ClientInfo & {
  journey: Journey;
  /** A field of the form; empty when it is not there. */
  field: (name: string) => string;
  /** A parameter of the form's address. */
  query: (name: string) => string | undefined;
  /** The sign-in that this browser is in. */
  signIn: () => Promise<SignedIn | undefined>;
};

/** What comes of an action: where the browser goes, and the cookies it takes along. Made by the functions below. */
export type Outcome = (
  | { to: "step"; step: StepName; query: Query; error?: ActionError }
  | { to: "current" }
  | { to: "elsewhere"; location: string }
) & {
  /** Signs this browser in: the token of its cookie. */
  sessionToken?: string | undefined;
  /** Sealed attempt at a provider: the provider's answer counts only in the browser that holds it. */
  providerAttempt?: string;
};

/** Something that a person can do at some steps. */
export type Action = {
  /** Steps at which it may be done; at any other the browser goes to where the journey is. */
  at: readonly StepName[];
  act: (post: Post) => Promise<Outcome>;
  /** Done in a journey that has expired, it tells the app so (docs/app-contract.md#3-completion). */
  tellsExpiry?: true;
};

/** To the page of a step. Where the journey is at another by now, that page sends the browser on. */
export const toStep = (step: StepName, query: Query = {}): Outcome => ({ to: "step", step, query });

/** To the page of a step, which says what went wrong. */
export const toStepWith = (error: ActionError, step: StepName, query: Query = {}): Outcome => ({
  to: "step",
  step,
  query,
  error,
});

/** To wherever the journey is after this. */
export const toCurrentStep = (): Outcome => ({ to: "current" });

/** Away from the journey: to the app, a provider, a checkout. */
export const elsewhere = (location: string): Outcome => ({ to: "elsewhere", location });
