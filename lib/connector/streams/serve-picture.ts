import { request as requestHttp, type ClientRequest } from "node:http";
import { request as requestHttps } from "node:https";
import { seconds } from "@/lib/clock";
import { lookupPortal } from "@/lib/connector/lookup-portal";
import { listWebcams, type Webcam } from "@/lib/connector/platforms/list-webcams";
import { resolveWebcam } from "@/lib/connector/platforms/resolve-webcam";
import { freshAgent } from "@/lib/connector/printer-certificates";
import { cleanAnswer, UNTIDY_ANSWERS } from "@/lib/connector/streams/clean-answer";
import { passAnswer } from "@/lib/connector/streams/pass-answer";
import type { PrinterPlace } from "@/lib/connector/streams/printer";
import type { StreamEnd } from "@/lib/connector/streams/serve-stream";

/** Without a byte of a picture. */
const SILENT_MS = seconds(20);

export type PictureQuestion = { kind: "snapshot" | "stream"; index: number; method: string; publicHost: string };

/** The protocol's word for how a viewer has to turn the picture (4.7). */
function transformOf({ FlipH, FlipV, Rotation }: Webcam): string {
  return (
    [FlipH && "fliph", FlipV && "flipv", Rotation !== 0 && `rotate=${Rotation}`].filter(Boolean).join(" ") || "none"
  );
}

/**
 * Answers with what a webcam of the printer sees.
 * @param refuse called with a sentence when there is nothing to see
 * @returns what ends it early
 */
export function servePicture(
  place: PrinterPlace,
  { kind, index, method, publicHost }: PictureQuestion,
  end: StreamEnd,
  refuse: (sentence: string) => void,
): () => void {
  let request: ClientRequest | undefined;
  const ask = async () => {
    const webcam = (await listWebcams(place)).filter((item) => item.Enabled)[index];
    if (!webcam) return refuse("This printer has no such webcam.");
    const url = await resolveWebcam(kind === "snapshot" ? webcam.SnapshotUrl : webcam.StreamUrl, place.origin);
    if (!url)
      return refuse("The webcam's address is not on the printer's own machine: this connector does not go there.");
    if (end.isOver()) return;
    const send = url.protocol === "https:" ? requestHttps : requestHttp;
    request = send(
      url,
      {
        ...UNTIDY_ANSWERS,
        agent: freshAgent(url.protocol),
        lookup: lookupPortal,
        timeout: SILENT_MS,
        headers: { Accept: "image/*, multipart/*" },
      },
      (response) => {
        if (response.statusCode !== 200) {
          response.destroy();
          return refuse("The webcam shows no picture.");
        }
        passAnswer(response, end, {
          method,
          origin: place.origin,
          publicHost,
          extra: [["x-oe-webcam-transform", transformOf(webcam)]],
        }).catch(() => end.close());
      },
    );
    cleanAnswer(request);
    request.on("timeout", () => request?.destroy());
    request.on("error", () => refuse("The webcam cannot be reached."));
    request.end();
  };
  ask().catch(() => refuse("The webcam cannot be asked."));
  return () => request?.destroy();
}
