import type { Phone } from "./phone";
import type { PrinterProcess } from "@/e2e/support/printer";
import { expectSame, waitFor } from "@/tests/printers/proofs";
import type { TestPortal } from "@/tests/support/portal";

type Mail = { to: string; subject: string };

/** @returns the code of the latest mail with one to this address */
const mailedCode = (portal: TestPortal, email: string) =>
  waitFor(`a mail to ${email}`, async () => {
    const mails = JSON.parse((await portal.ask("/dev/mail.json")).body) as Mail[];
    return mails.flatMap(({ to, subject }) => (to === email ? (/^\d{6}/.exec(subject) ?? []) : []))[0];
  });

export type Person = { email: string; printerName: string };

/** The address by which an app opens the journey. */
export const startUrl = ({ port }: TestPortal, query: Record<string, string> = {}) =>
  `http://localhost:${port}/appportal/v1?${new URLSearchParams({ appId: "devtest", ...query })}`;

/** A new person's way from the app's link to consent. Full fields of codes send themselves. */
export async function reachConsent(
  phone: Phone,
  portal: TestPortal,
  printer: PrinterProcess,
  { email, printerName }: Person,
): Promise<void> {
  await phone.open(startUrl(portal, { state: "a b+c&d" }));
  await phone.at("welcome");
  await phone.tap("Get started");
  await phone.at("account");
  await phone.type("Email", email);
  await phone.tap("Send code");
  await phone.at("verify");
  await phone.type("Code", await mailedCode(portal, email));
  await phone.at("printer", true);
  await phone.type("Linking code", await printer.code());
  await phone.type("Printer name", printerName);
  await phone.at("printer");
  await phone.tap("Add printer");
  await phone.at("supporter");
  await phone.tap("Become a supporter");
  await phone.at("sandbox-checkout");
  await phone.tap("Pay");
  await phone.at("authorize");
}

/** What is always given to an app, by the names of the contract (docs/app-contract.md#3-completion). */
const GIVEN = {
  success: /^true$/,
  id: /^\w{20,}$/,
  url: /^http:\/\/app-[a-z0-9]{26,}\.localhost:\d+$/,
  appApiToken: /^[A-Za-z0-9]{22,}$/,
  printername: /./,
  userPrinterAccessUrl: /^http:\/\/localhost:\d+\/view\/\w+$/,
  authBasicHttpUser: /^[A-Za-z0-9]{22,}$/,
  authBasicHttpPassword: /^[A-Za-z0-9]{22,}$/,
  authbasichttpuser: /^[A-Za-z0-9]{22,}$/,
  authbasichttppassword: /^[A-Za-z0-9]{22,}$/,
  authBearerToken: /^[A-Za-z0-9]{22,}$/,
};

/** Reads everything that an app reads of the address at the end. @throws where something is not as it must be */
export function readCompletion(url: string, printerName: string, state: string | undefined): Record<string, string> {
  if (new URL(url).search.includes("+")) throw new Error("a blank is written as a plus sign");
  const values = Object.fromEntries(new URL(url).searchParams);
  for (const [name, form] of Object.entries(GIVEN))
    if (!form.test(values[name] ?? "")) throw new Error(`${name} is ${values[name]}`);
  expectSame(values.printername, printerName, "printername");
  expectSame(values.state, state, "state");
  expectSame(values.authbasichttpuser, values.authBasicHttpUser, "the user in lower case");
  expectSame(values.authbasichttppassword, values.authBasicHttpPassword, "the password in lower case");
  return values;
}
