import { listWebcams, type Webcam } from "@/lib/connector/platforms/list-webcams";
import { readStatus } from "@/lib/connector/platforms/read-status";
import type { PrinterPlace } from "@/lib/connector/streams/printer";
import { servePicture } from "@/lib/connector/streams/serve-picture";
import type { StreamEnd, StreamWork } from "@/lib/connector/streams/serve-stream";
import type { HttpContext } from "@/lib/octostream/messages";

const PREFIX = /^\/octoeverywhere-command-api\//i;

/**
 * Whether an address names a command of this program, which never goes to the printer's web server
 * (docs/printer-protocol.md#47-commands).
 */
export const isCommand = (url: string): boolean => PREFIX.test(url);

type Answer = { Status: number; Result?: object; Error?: string };

const webcamsOf = (webcams: Webcam[]) => ({ Webcams: webcams, DefaultIndex: 0 });

async function statusOf(place: PrinterPlace): Promise<Answer> {
  const [read, webcams] = await Promise.all([readStatus(place), listWebcams(place)]);
  if (!read.ok) return { Status: read.status, Error: read.sentence };
  // The status names webcams without their addresses; `list-webcam` tells those.
  const named = webcams.map(({ Name, FlipH, FlipV, Rotation, Enabled }) => ({ Name, FlipH, FlipV, Rotation, Enabled }));
  return {
    Status: 200,
    Result: {
      JobStatus: read.job,
      OctoEverywhereStatus: null,
      PlatformVersion: read.version,
      Features: 0,
      ListWebcams: { Webcams: named, DefaultIndex: 0 },
    },
  };
}

/** A command's name decides by its beginning. */
async function answerTo(command: string, place: PrinterPlace): Promise<Answer> {
  if (command.startsWith("ping")) return { Status: 200, Result: { Message: "Pong" } };
  if (place.isStranger) return { Status: 785, Error: "Another kind of program answers at the printer's address." };
  if (command.startsWith("status")) return statusOf(place);
  if (command.startsWith("list-webcam") || command.startsWith("webcam/list"))
    return { Status: 200, Result: webcamsOf(await listWebcams(place)) };
  return { Status: 754, Error: "This connector does not know this command." };
}

const JSON_TYPE = [["Content-Type", "text/json"]] as const;

function say(answer: Answer, end: StreamEnd): void {
  const data = Buffer.from(JSON.stringify(answer));
  end.close({
    statusCode: 200,
    fullSize: data.length,
    data,
    http: { headers: [...JSON_TYPE, ["Content-Length", String(data.length)]] },
    isClose: true,
    isDataDone: true,
    controlOnly: false,
  });
}

/**
 * Answers a command: with status 200 and the command's own status in the JSON, or with a webcam's picture. Nothing it
 * can do changes anything on the printer.
 */
export function answerCommand(
  { url, method, publicHost }: HttpContext & { url: string; method: string; publicHost: string },
  end: StreamEnd,
  place: PrinterPlace,
): StreamWork {
  const { pathname, searchParams } = new URL(url, "http://printer.invalid");
  const command = pathname.replace(PREFIX, "").toLowerCase();
  const picture = /^webcam\/(snapshot|stream)/.exec(command)?.[1] as "snapshot" | "stream" | undefined;
  let stop = () => {};

  const answer = () => {
    if (picture && !place.isStranger) {
      const index = Number(searchParams.get("index") ?? 0);
      stop = servePicture(place, { kind: picture, index, method, publicHost }, end, (sentence) =>
        say({ Status: 752, Error: sentence }, end),
      );
      return;
    }
    answerTo(command, place).then(
      (said) => say(said, end),
      () => say({ Status: 500, Error: "The command failed." }, end),
    );
  };

  return {
    take: (_bytes, frame, flushed) => {
      flushed();
      if (frame.isDataDone) answer();
    },
    stop: () => stop(),
  };
}
