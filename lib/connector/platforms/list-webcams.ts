import { callPrinter } from "@/lib/connector/call-printer";
import { fields, flag, list, number, text } from "@/lib/connector/read-json";
import type { PrinterPlace } from "@/lib/connector/streams/printer";
import { platformOf } from "@/lib/octostream/platforms";

/**
 * A webcam as the protocol lists it (4.7). The addresses are as its platform has them: absolute, or below the printer's
 * front page.
 */
export type Webcam = {
  Name: string;
  FlipH: boolean;
  FlipV: boolean;
  Rotation: number;
  Enabled: boolean;
  SnapshotUrl: string;
  StreamUrl: string;
};

const Flag = flag.orNull();
const Text = text().orNull();

const Settings = fields({
  webcam: fields({
    webcamEnabled: Flag,
    snapshotUrl: Text,
    streamUrl: Text,
    flipH: Flag,
    flipV: Flag,
    rotate90: Flag,
  }),
});
const Listed = fields({
  result: fields({
    webcams: list(
      fields({
        name: text(),
        enabled: Flag,
        snapshot_url: Text,
        stream_url: Text,
        flip_horizontal: Flag,
        flip_vertical: Flag,
        rotation: number().orNull(),
      }),
    ),
  }),
});

/** Where OctoPi and most front ends have the webcam. */
const USUAL: Webcam = {
  Name: "Default",
  FlipH: false,
  FlipV: false,
  Rotation: 0,
  Enabled: true,
  SnapshotUrl: "/webcam/?action=snapshot",
  StreamUrl: "/webcam/?action=stream",
};

async function ofOctoPrint({ origin, octoPrintKey }: PrinterPlace): Promise<Webcam[]> {
  // Its settings are for its administrator.
  if (octoPrintKey === undefined) return [USUAL];
  const told = await callPrinter(origin, { path: "/api/settings", headers: { "X-Api-Key": octoPrintKey } });
  const read = told.ok && told.status === 200 ? Settings.safeParse(told.body) : undefined;
  if (!read?.success) return [USUAL];
  const { webcamEnabled, snapshotUrl, streamUrl, flipH, flipV, rotate90 } = read.data.webcam;
  if (webcamEnabled === false) return [];
  return [
    {
      ...USUAL,
      FlipH: flipH ?? false,
      FlipV: flipV ?? false,
      Rotation: rotate90 ? 270 : 0,
      SnapshotUrl: snapshotUrl || USUAL.SnapshotUrl,
      StreamUrl: streamUrl || USUAL.StreamUrl,
    },
  ];
}

async function ofMoonraker({ origin, moonraker }: PrinterPlace): Promise<Webcam[]> {
  const told = await callPrinter(moonraker ?? origin, { path: "/server/webcams/list" });
  const read = told.ok && told.status === 200 ? Listed.safeParse(told.body) : undefined;
  if (!read?.success) return [USUAL];
  return read.data.result.webcams.map((cam) => ({
    Name: cam.name,
    FlipH: cam.flip_horizontal ?? false,
    FlipV: cam.flip_vertical ?? false,
    Rotation: cam.rotation ?? 0,
    Enabled: cam.enabled ?? true,
    SnapshotUrl: cam.snapshot_url ?? "",
    StreamUrl: cam.stream_url ?? "",
  }));
}

/**
 * The printer's webcams, in the order of its platform; PrusaLink and unknown platforms have none that anybody may see.
 */
export async function listWebcams(place: PrinterPlace): Promise<Webcam[]> {
  switch (platformOf(place.platform)) {
    case "octoprint":
      return ofOctoPrint(place);
    case "klipper":
      return ofMoonraker(place);
    default:
      return [];
  }
}
