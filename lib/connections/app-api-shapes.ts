import { z } from "zod";

const text = (description: string) => z.string().describe(description);

/** A moment in UTC; `0001-01-01T00:00:00` when it is not known, never null (docs/app-contract.md#4-app-apis). */
const moment = (description: string) => z.string().describe(`${description}, in UTC; 0001-01-01T00:00:00: not known`);

/** What `info` answers (docs/app-contract.md#4-app-apis). */
export const ConnectionInfo = z.object({
  PrinterName: text("What the person calls the printer"),
  PrinterLocalIp: text("LAN address, with :port when the port is not 80; empty: not known"),
  IsOnline: z.boolean().describe("Whether the printer is connected now"),
  LastDisconnectTimeUtc: moment("When it was disconnected last"),
  LastConnectionTimeUtc: moment("When it connected last"),
  UserFacingPrinterUrl: z.url().describe("Page for the person, not for the app"),
  PrinterLimits: z.object({
    MaxDownloadFileSizeBytes: z.int(),
    MaxUploadFileSizeBytes: z.int(),
    MaxSingleWebcamStreamLengthSeconds: z.int(),
  }),
});
export type ConnectionInfo = z.infer<typeof ConnectionInfo>;

/** What the gadget's status is: there is no failure detection here. */
export const GadgetStatus = z.object({
  State: z.int().describe("0: failure detection is off"),
  Status: z.string(),
  StatusColor: z.string(),
  Rating: z.int(),
});
export type GadgetStatus = z.infer<typeof GadgetStatus>;

const secret = (description: string) =>
  z
    .string()
    .regex(/^[A-Za-z0-9]+$/)
    .describe(description);

/** The values of a connection, as `token` and `rotate` answer them (docs/app-contract.md#3-completion). */
export const ConnectionCredentials = z.object({
  success: z.literal(true),
  id: secret("Id of the App Connection"),
  url: z.url().describe("Root URL that stands in for the printer's own address: no path, no slash at the end"),
  appApiToken: secret("Token for the App APIs"),
  printername: text("What the person calls the printer, never empty"),
  userPrinterAccessUrl: z.url().describe("Page for the person, not for the app"),
  printerLastKnownLocalIp: text("LAN address, with :port when the port is not 80").optional(),
  authBasicHttpUser: secret("Basic credentials for url"),
  authBasicHttpPassword: secret("Basic credentials for url"),
  authbasichttpuser: secret("As authBasicHttpUser"),
  authbasichttppassword: secret("As authBasicHttpPassword"),
  authBearerToken: secret("Bearer credential for url"),
  octoPrintApiKey: text("The OctoPrint API key, where one was asked for and made").optional(),
  state: text("As the start URL had it").optional(),
});
export type ConnectionCredentials = z.infer<typeof ConnectionCredentials>;

/** What `token` is sent; other fields are ignored (RFC 7636, 4.5). */
export const TokenRequest = z.object({
  code: z.string().min(1).describe("Of the completion"),
  code_verifier: z.string().min(1).describe("What the code challenge of the start URL was made of"),
  appId: z.string().min(1).describe("Id of the app that the start URL named"),
});

/** What App APIs may be sent in place of the header `AppToken`. */
export const TokenInBody = z.object({ AppToken: z.string().describe("In place of the header").optional() });

/** The envelope of a good answer. */
export const envelopeOf = <Shape extends z.ZodObject>(result: Shape) =>
  z.object({ Status: z.literal(200), Error: z.literal(""), IsUserError: z.literal(false), Result: result });

/** The envelope of every other answer. */
export const ErrorEnvelope = z.object({
  Status: z.int().describe("The HTTP status again"),
  Error: z.string().describe("A sentence, with the reference that finds it in the log where it is a fault"),
  IsUserError: z.boolean().describe("Whether the status is below 600"),
  Result: z.object({}),
});
