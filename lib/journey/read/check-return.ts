import type { RegisteredApp } from "@/lib/apps/app-store";
import { checkReturnUrl, type RegisteredReturnUrl } from "@/lib/apps/return-url-policy";
import { completePageUrl, type JourneyAnswer } from "@/lib/journey/urls/step-url";

type ReturnsOfApp = Pick<RegisteredApp, "returnUrls" | "tunnelReturnUrls">;

/** Where an app may be returned to with an answer: neither form's addresses are good for the other. */
export const registeredFor = (app: ReturnsOfApp, answer: JourneyAnswer = "connection"): RegisteredReturnUrl[] =>
  answer === "tunnel" ? app.tunnelReturnUrls.map((url) => ({ kind: "exact", url })) : app.returnUrls;

/** {@link checkReturnUrl} for an app and what it is answered. */
export const checkReturn = (app: ReturnsOfApp, returnUrl: string, answer: JourneyAnswer = "connection") =>
  checkReturnUrl(returnUrl, registeredFor(app, answer), completePageUrl(answer));
