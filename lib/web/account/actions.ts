import type { AccountAction } from "@/lib/web/account/account-action";
import { APPS_PAGE, revokeAll, revokeOne } from "@/lib/web/account/apps";
import { confirmDeletion, DELETE_PAGE, sendDeletionCode } from "@/lib/web/account/data";
import { endDevice, endOtherDevices } from "@/lib/web/account/devices";
import { changeEmail, discardEmailChange, EMAIL_PAGE, sendEmailCodes } from "@/lib/web/account/email";
import { beginLinking, unlink } from "@/lib/web/account/identities";
import { addNewPasskey, declinePasskey, PASSKEYS_PAGE, removeOnePasskey } from "@/lib/web/account/passkeys";
import { forgetPassword, PASSWORD_PAGE, savePassword } from "@/lib/web/account/password";
import { chooseMails, printerPage, PRINTERS_PAGE, remove, rename } from "@/lib/web/account/printers";
import { checkReauthentication, sendReauthenticationCode, wantedPage } from "@/lib/web/account/reauthenticate";
import {
  confirmKeysSaved,
  makeRecoveryKeys,
  SECOND_FACTOR_PAGE,
  setUp,
  turnOff,
  turnOn,
} from "@/lib/web/account/second-factor";
import { changeRenewal, checkOut, manage, SUPPORTER_PAGE } from "@/lib/web/account/supporter";
import { SECURITY_PATH } from "@/lib/web/security-url";

/**
 * What the forms of the account do (beside signing out, which takes no account), by the address below `/account` (`*`
 * is one part of it: an id), and what it takes. The framework gives an address to a page first: none may be one.
 */
export const ACCOUNT_ACTIONS: Readonly<Record<string, AccountAction>> = {
  "revoke-app": { page: APPS_PAGE, act: revokeAll },
  "apps/*/revoke": { page: APPS_PAGE, act: revokeOne },
  "printers/*/rename": { page: printerPage, act: rename },
  "printers/*/emails": { page: printerPage, act: chooseMails },
  "printers/*/unlink": { page: PRINTERS_PAGE, act: remove },
  "supporter/checkout": { page: SUPPORTER_PAGE, act: checkOut },
  "supporter/renewal": { page: SUPPORTER_PAGE, act: changeRenewal },
  "supporter/manage": { page: SUPPORTER_PAGE, recentAuth: true, act: manage },
  "reauthenticate/send": { page: wantedPage, act: sendReauthenticationCode },
  "reauthenticate/check": { page: wantedPage, act: checkReauthentication },
  "identities/link": { page: SECURITY_PATH, recentAuth: true, act: beginLinking },
  "identities/unlink": { page: SECURITY_PATH, recentAuth: true, act: unlink },
  "security/devices/end": { page: SECURITY_PATH, act: endDevice },
  "security/devices/others": { page: SECURITY_PATH, act: endOtherDevices },
  "security/password/forgot": { page: SECURITY_PATH, act: forgetPassword },
  "security/password/save": { page: PASSWORD_PAGE, recentAuth: true, act: savePassword },
  "security/email/send": { page: EMAIL_PAGE, recentAuth: true, act: sendEmailCodes },
  "security/email/change": { page: EMAIL_PAGE, recentAuth: true, act: changeEmail },
  "security/email/other": { page: EMAIL_PAGE, act: discardEmailChange },
  "security/second-factor/begin": { page: SECOND_FACTOR_PAGE, recentAuth: true, act: setUp },
  "security/second-factor/confirm": { page: SECOND_FACTOR_PAGE, recentAuth: true, act: turnOn },
  "security/second-factor/off": { page: SECOND_FACTOR_PAGE, recentAuth: true, act: turnOff },
  "security/second-factor/keys": { page: SECOND_FACTOR_PAGE, recentAuth: true, act: makeRecoveryKeys },
  "security/second-factor/saved": { page: SECOND_FACTOR_PAGE, act: confirmKeysSaved },
  "security/passkeys/add": { page: PASSKEYS_PAGE, everyFactor: true, act: addNewPasskey },
  "security/passkeys/remove": { page: SECURITY_PATH, recentAuth: true, act: removeOnePasskey },
  "security/passkeys/later": { page: SECURITY_PATH, act: declinePasskey },
  "data/delete/send": { page: DELETE_PAGE, recentAuth: true, act: sendDeletionCode },
  "data/delete/confirm": { page: DELETE_PAGE, recentAuth: true, act: confirmDeletion },
};

/**
 * The action of an address, and the id in it.
 * @param parts of the address below `/account`, as sent
 */
export function findAccountAction(parts: readonly string[]): { action: AccountAction; id: string } | undefined {
  const fits = (address: string) => {
    const wanted = address.split("/");
    return wanted.length === parts.length && wanted.every((part, index) => part === "*" || part === parts[index]);
  };
  const found = Object.entries(ACCOUNT_ACTIONS).find(([address]) => fits(address));
  if (!found) return undefined;
  const [address, action] = found;
  return { action, id: parts[address.split("/").indexOf("*")] ?? "" };
}
