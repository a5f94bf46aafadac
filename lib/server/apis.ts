import { answerConnectionInfo } from "@/lib/connections/answer-connection-info";
import { answerGadgetStatus } from "@/lib/connections/answer-gadget-status";
import { answerRevoke } from "@/lib/connections/answer-revoke";
import { answerRotate } from "@/lib/connections/answer-rotate";
import { answerPrinterKey } from "@/lib/gateway/handshake/server-key";
import { errorEnvelope } from "@/lib/http/envelope";
import { answerToken } from "@/lib/journey/token/answer-token";
import { t } from "@/lib/messages/messages";
import { answerCheckin } from "@/lib/printers/answer-checkin";
import { answerPrinterInfo } from "@/lib/printers/answer-printer-info";
import { answerShortCode } from "@/lib/printers/answer-short-code";
import { answerSetupPresent, answerSetupToken } from "@/lib/printers/setup/answer-setup-token";
import { FOR_SERVICES, type Api } from "@/lib/server/answer-api";
import { openApi } from "@/lib/server/open-api";
import { answerStripeEvent } from "@/lib/supporters/stripe/answer-stripe-event";
import { VERSION } from "@/lib/version";

/** The APIs that apps call, on the portal's host and on relay hosts (docs/app-contract.md#4-app-apis). */
export const APP_APIS: Record<string, Api> = {
  "/api/appconnection/info": { methods: ["GET", "POST"], answer: answerConnectionInfo },
  "/api/gadget/getstatusfromappconnection": { methods: ["POST"], answer: answerGadgetStatus },
};

/** The APIs that apps call on the portal's host alone: elsewhere these paths are the printer's own. */
export const PORTAL_APP_APIS: Record<string, Api> = {
  "/api/appconnection/token": { methods: ["POST"], answer: answerToken, anyOrigin: true },
  "/api/appconnection/revoke": { methods: ["POST"], answer: answerRevoke },
  "/api/appconnection/rotate": { methods: ["POST"], answer: answerRotate },
};

const describe = () => Promise.resolve({ status: 200, body: openApi() });

const version = () => Promise.resolve({ status: 200, body: { version: VERSION } });

/** What tells programs of the App APIs, and operators what runs. Without the database too. */
export const DESCRIPTIONS: Record<string, Api> = {
  "/openapi.json": { methods: ["GET"], answerEarly: describe, answer: describe },
  "/api/version": { methods: ["GET"], answerEarly: version, answer: version },
};

/** The APIs that printers call (docs/printer-protocol.md#5-http-calls). */
export const PRINTER_APIS: Record<string, Api> = {
  "/api/printer/key": { methods: ["GET"], answer: answerPrinterKey },
  "/api/printer/info": { methods: ["POST"], answer: answerPrinterInfo },
  "/api/plugin/checkin": { methods: ["POST", "OPTIONS"], answer: answerCheckin },
  "/api/shortcode/create": { methods: ["POST"], answer: answerShortCode },
  "/api/setup/token": { methods: ["POST"], answer: answerSetupToken },
  "/api/setup/present": { methods: ["POST"], answer: answerSetupPresent },
};

/** What the payment provider calls. Its token is a signature, so there is no Origin to check. */
export const PAYMENT_APIS: Record<string, Api> = {
  "/api/payment/stripe": { methods: ["POST"], answer: answerStripeEvent, limits: FOR_SERVICES },
};

/** For whatever is none of them. */
export const NO_API: Api = { methods: ["GET", "POST"], answer: async () => errorEnvelope(404, t("api.notFound")) };
