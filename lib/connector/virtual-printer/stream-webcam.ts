import type { ServerResponse } from "node:http";
import { drawPicture } from "@/lib/connector/virtual-printer/draw-picture";

const FRAME_MS = 100;
const BOUNDARY = "virtual-printer-frame";

/** What webcams of printers send: pictures without end, each a part of one answer (MJPEG, here with PNG parts). */
export function streamWebcam(response: ServerResponse): void {
  response.writeHead(200, {
    "Content-Type": `multipart/x-mixed-replace;boundary=${BOUNDARY}`,
    "Cache-Control": "no-store",
  });
  let frame = 0;
  const next = () => {
    // A slow viewer misses pictures instead of making them pile up.
    if (response.writableNeedDrain) return;
    const picture = drawPicture(frame++);
    response.write(`--${BOUNDARY}\r\nContent-Type: image/png\r\nContent-Length: ${picture.length}\r\n\r\n`);
    response.write(picture);
    response.write("\r\n");
  };
  next();
  const timer = setInterval(next, FRAME_MS);
  response.once("close", () => clearInterval(timer));
}
