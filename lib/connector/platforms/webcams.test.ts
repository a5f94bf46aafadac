import { describe, expect, it } from "vitest";
import { listWebcams } from "@/lib/connector/platforms/list-webcams";
import { resolveWebcam } from "@/lib/connector/platforms/resolve-webcam";
import { setUpAnswers } from "@/lib/connector/platforms/test-platform-answers";

describe("a printer's platform", () => {
  const { serve } = setUpAnswers();

  it("lists its webcams: OctoPrint's from its settings, Moonraker's from its list", async () => {
    const usual = { SnapshotUrl: "/webcam/?action=snapshot", StreamUrl: "/webcam/?action=stream" };
    expect(await listWebcams({ origin: "http://127.0.0.1:1", platform: 1 })).toMatchObject([usual]);
    const settings = (webcam: object) => serve({ "/api/settings": { body: { webcam } } });
    const octoprint = async (webcam: object) =>
      listWebcams({ origin: await settings(webcam), platform: 1, octoPrintKey: "KEY" });
    expect(
      await octoprint({
        webcamEnabled: true,
        snapshotUrl: "http://127.0.0.1:8080/?action=snapshot",
        streamUrl: "",
        flipV: true,
        rotate90: true,
      }),
    ).toEqual([
      {
        Name: "Default",
        Enabled: true,
        FlipH: false,
        FlipV: true,
        Rotation: 270,
        SnapshotUrl: "http://127.0.0.1:8080/?action=snapshot",
        StreamUrl: usual.StreamUrl,
      },
    ]);
    expect(await octoprint({ webcamEnabled: false })).toEqual([]);
    const list = {
      result: {
        webcams: [
          {
            name: "Bed",
            enabled: true,
            snapshot_url: "/cam/s",
            stream_url: "/cam/v",
            flip_horizontal: true,
            flip_vertical: false,
            rotation: 180,
          },
        ],
      },
    };
    const moonraker = await serve({ "/server/webcams/list": { body: list } });
    expect(await listWebcams({ origin: "http://127.0.0.1:1", platform: 2, moonraker })).toEqual([
      {
        Name: "Bed",
        Enabled: true,
        FlipH: true,
        FlipV: false,
        Rotation: 180,
        SnapshotUrl: "/cam/s",
        StreamUrl: "/cam/v",
      },
    ]);
  });

  it.each<[string, string, string | undefined]>([
    ["/webcam/?action=snapshot", "http://10.0.0.5", "http://10.0.0.5/webcam/?action=snapshot"],
    ["http://10.0.0.5:8080/?a=b", "http://10.0.0.5", "http://10.0.0.5:8080/?a=b"],
    ["http://127.0.0.1:8080/?a=b", "http://10.0.0.5", "http://10.0.0.5:8080/?a=b"],
    ["http://[::1]:8080/", "http://10.0.0.5", "http://10.0.0.5:8080/"],
    ["http://localhost:8080/", "http://127.0.0.1:5000", "http://127.0.0.1:8080/"],
    ["http://10.0.0.6/", "http://10.0.0.5", undefined],
    ["//10.0.0.6/x", "http://10.0.0.5", undefined],
    ["http://10.0.0.5@10.0.0.6/", "http://10.0.0.5", undefined],
    ["http://169.254.169.254/latest/", "http://127.0.0.1:5000", undefined],
    ["http://[::ffff:169.254.169.254]/", "http://127.0.0.1:5000", undefined],
    ["rtsp://10.0.0.5/", "http://10.0.0.5", undefined],
    ["file:///etc/passwd", "http://10.0.0.5", undefined],
    ["", "http://10.0.0.5", undefined],
  ])("webcam %s of %s is %s", async (address, printer, url) => {
    expect((await resolveWebcam(address, printer))?.href).toBe(url);
  });
});
