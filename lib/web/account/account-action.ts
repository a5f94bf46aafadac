import type { ClientInfo } from "@/lib/accounts/account-store";
import { withQuery } from "@/lib/http/with-query";
import type { ActionError } from "@/lib/messages/messages";
import type { AccountVisit } from "@/lib/web/account-request";
import { errorQuery } from "@/lib/web/form-error";

/** Where a form of the account was posted to. */
export type Place = {
  /** What stands for `*` in the address of the action. */
  id: string;
  /** A parameter of the address. */
  query: (name: string) => string | undefined;
};

/** A posted form of the account, of who is signed in. */
export type AccountPost = AccountVisit &
  ClientInfo &
  Place & {
    /** A field of the form; empty when it is not there. */
    field: (name: string) => string;
    headers: Headers;
  };

/** Something that a person can do in their account. */
export type AccountAction = {
  /** Its page: where the person comes back to after signing in. */
  page: string | ((place: Place) => string);
  /** It takes recent authentication (ASVS 7.5.1). */
  recentAuth?: true;
  /** It takes every factor that the account has (NIST SP 800-63B-4 4.1.2). */
  everyFactor?: true;
  /** @returns the address to go to */
  act: (post: AccountPost) => Promise<string>;
};

/** Back to a page, which says what went wrong. */
export const pageWith = (page: string, error: ActionError): string => withQuery(page, errorQuery(error));

/** Who does it in which sign-in, as most verbs want it. */
export const signInOf = ({ session, address }: AccountPost) => ({ sessionId: session.sessionId, address });
