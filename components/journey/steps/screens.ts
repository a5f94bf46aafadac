import { AccountScreen } from "@/components/journey/steps/account";
import { ApiKeyScreen } from "@/components/journey/steps/api-key";
import { AuthorizeScreen } from "@/components/journey/steps/authorize";
import { DoneScreen } from "@/components/journey/steps/done";
import { EndedScreen } from "@/components/journey/steps/ended";
import { NewPasswordScreen } from "@/components/journey/steps/new-password";
import { PaymentScreen } from "@/components/journey/steps/payment";
import { PrinterScreen } from "@/components/journey/steps/printer";
import type { Screen } from "@/components/journey/steps/screen";
import { SecondFactorScreen } from "@/components/journey/steps/second-factor";
import { SupporterScreen } from "@/components/journey/steps/supporter";
import { VerifyScreen } from "@/components/journey/steps/verify";
import type { StepName } from "@/lib/journey/read/next-step";

/** The screen of each step. A step that is not here does not compile. */
export const SCREENS: { [Name in StepName]: Screen<Name> } = {
  account: AccountScreen,
  verify: VerifyScreen,
  "second-factor": SecondFactorScreen,
  "new-password": NewPasswordScreen,
  printer: PrinterScreen,
  supporter: SupporterScreen,
  payment: PaymentScreen,
  authorize: AuthorizeScreen,
  "api-key": ApiKeyScreen,
  done: DoneScreen,
  ended: EndedScreen,
};
