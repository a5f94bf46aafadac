import { continueWithProvider, sendCode, signInByPassword } from "@/lib/journey/act/account";
import type { Action } from "@/lib/journey/act/action";
import { createKey, skipKey } from "@/lib/journey/act/api-key";
import { authorize, beginAdding, deny } from "@/lib/journey/act/authorize";
import { declinePasskey, returnConnected } from "@/lib/journey/act/done";
import { returnUnconnected } from "@/lib/journey/act/ended";
import { saveNewPassword, skipNewPassword } from "@/lib/journey/act/new-password";
import { signInByPasskey } from "@/lib/journey/act/passkey";
import { stopAwaitingPayment } from "@/lib/journey/act/payment";
import {
  addPrinter,
  confirmOwnDigits,
  discardPrinter,
  dropOwnDigits,
  findPrinter,
  keepOwnPrinters,
  mailLine,
  showCode,
} from "@/lib/journey/act/printer";
import { checkSecondFactor, useAnotherAccount } from "@/lib/journey/act/second-factor";
import { becomeSupporter, declineSupporter } from "@/lib/journey/act/supporter";
import { changeEmail, checkCode, resendCode } from "@/lib/journey/act/verify";
import { STEPS, type StepName } from "@/lib/journey/read/next-step";

/**
 * What the forms of each step do (beside "Cancel", which every step has), by the step and the name in its address
 * (`/appportal/v1/verify/check`), and the steps at which it may be done. A step that is not here does not compile.
 */
export const ACTIONS = {
  account: {
    send: { at: ["account"], act: sendCode },
    "sign-in": { at: ["account"], act: signInByPassword },
    provider: { at: ["account"], act: continueWithProvider },
    passkey: { at: ["account", "verify"], act: signInByPasskey },
  },
  verify: {
    check: { at: ["verify"], act: checkCode },
    resend: { at: ["verify"], act: resendCode },
    "change-email": { at: ["verify"], act: changeEmail },
  },
  "second-factor": {
    check: { at: ["second-factor"], act: checkSecondFactor },
    "other-account": { at: ["second-factor"], act: useAnotherAccount },
  },
  "new-password": {
    save: { at: ["new-password"], act: saveNewPassword },
    skip: { at: ["new-password"], act: skipNewPassword },
  },
  printer: {
    show: { at: ["printer"], act: showCode },
    mail: { at: ["printer"], act: mailLine },
    find: { at: ["printer"], act: findPrinter },
    add: { at: ["printer"], act: addPrinter },
    retry: { at: ["printer"], act: discardPrinter },
    own: { at: ["printer"], act: keepOwnPrinters },
    "confirm-digits": { at: ["printer"], act: confirmOwnDigits },
    "drop-digits": { at: ["printer"], act: dropOwnDigits },
  },
  supporter: {
    checkout: { at: ["supporter"], act: becomeSupporter },
    decline: { at: ["supporter"], act: declineSupporter },
    "add-printer": { at: ["supporter"], act: beginAdding },
  },
  payment: {
    back: { at: ["payment"], act: stopAwaitingPayment },
  },
  authorize: {
    grant: { at: ["authorize", "done"], act: authorize, tellsExpiry: true },
    deny: { at: ["authorize"], act: deny, tellsExpiry: true },
    "add-printer": { at: ["authorize"], act: beginAdding },
  },
  "api-key": {
    create: { at: ["api-key", "done"], act: createKey, tellsExpiry: true },
    skip: { at: ["api-key", "done"], act: skipKey, tellsExpiry: true },
  },
  done: {
    return: { at: ["done"], act: returnConnected },
    "no-passkey": { at: ["done"], act: declinePasskey },
  },
  ended: {
    return: { at: ["ended"], act: returnUnconnected },
  },
} satisfies Record<StepName, Record<string, Action>>;

/** The action of an address. @param step and @param name as sent */
export function findAction(step: string, name: string): Action | undefined {
  const known = STEPS.find((one) => one === step);
  const actions: Record<string, Action> = known ? ACTIONS[known] : {};
  return Object.hasOwn(actions, name) ? actions[name] : undefined;
}

/** The address of every action below {@link PORTAL_PATH}, such as `verify/check`. */
export const actionPaths = (): string[] =>
  STEPS.flatMap((step) => Object.keys(ACTIONS[step]).map((name) => `${step}/${name}`));
