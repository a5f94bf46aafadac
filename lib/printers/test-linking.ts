import { liveLinks } from "@/lib/gateway/links/live-links";
import type { ApiCall } from "@/lib/http/api-call";
import { answerShortCode } from "@/lib/printers/answer-short-code";

/** For tests: where the printers of `somePrinter` are connected from. */
export const HOME = "203.0.113.7";

/** For tests: a call of one of the printers' APIs. */
export const call = (body: unknown, address = HOME): ApiCall => ({
  method: "POST",
  path: "",
  query: new URLSearchParams(),
  headers: {},
  body: Buffer.from(typeof body === "string" ? body : JSON.stringify(body)),
  address,
  relayLabel: undefined,
});

/** For tests: a printer's program asks for a code. */
export const askCode = (publicId: string, octoKey?: string, address?: string) =>
  answerShortCode(call({ Type: 1, PrinterId: publicId, OctoKey: octoKey }, address));

/** For tests: a printer is connected with a program. @param onPopup takes what is shown on its screen */
export function pretendConnected(
  publicId: string,
  program: "connector" | "plugin",
  onPopup: (text: string) => void = () => undefined,
): void {
  liveLinks().set(publicId, {
    linkId: "link",
    printerId: "row",
    publicId,
    address: HOME,
    flowControl: program === "connector",
    localAuth: false,
    platform: 1,
    origin: undefined,
    tooOld: false,
    needsDictionary: false,
    popup: ({ text }) => {
      onPopup(text ?? "");
      return true;
    },
    streams: { open: () => undefined },
    end: () => undefined,
  });
}
