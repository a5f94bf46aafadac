import { readAccount, type AccountView } from "@/lib/journey/read/account";
import { readApiKey, type ApiKeyView } from "@/lib/journey/read/api-key";
import { readAuthorize, type AuthorizeView } from "@/lib/journey/read/authorize";
import { readDone, type DoneView } from "@/lib/journey/read/done";
import { readEnded, type EndedView } from "@/lib/journey/read/ended";
import { readNewPassword, type NewPasswordView } from "@/lib/journey/read/new-password";
import type { StepName } from "@/lib/journey/read/next-step";
import { readPayment, type PaymentView } from "@/lib/journey/read/payment";
import { readPrinter, type PrinterView } from "@/lib/journey/read/printer";
import { readSecondFactor, type SecondFactorView } from "@/lib/journey/read/second-factor";
import { readSupporter, type SupporterView } from "@/lib/journey/read/supporter";
import { readVerify, type VerifyView } from "@/lib/journey/read/verify";
import type { ReadView } from "@/lib/journey/read/view";

/** What the page of each step shows. */
export type StepViews = {
  account: AccountView;
  verify: VerifyView;
  "second-factor": SecondFactorView;
  "new-password": NewPasswordView;
  printer: PrinterView;
  supporter: SupporterView;
  payment: PaymentView;
  authorize: AuthorizeView;
  "api-key": ApiKeyView;
  done: DoneView;
  ended: EndedView;
};

/** How it is read. A step that is not here does not compile. */
export const VIEWS: { [Name in StepName]: ReadView<StepViews[Name]> } = {
  account: readAccount,
  verify: readVerify,
  "second-factor": readSecondFactor,
  "new-password": readNewPassword,
  printer: readPrinter,
  supporter: readSupporter,
  payment: readPayment,
  authorize: readAuthorize,
  "api-key": readApiKey,
  done: readDone,
  ended: readEnded,
};
