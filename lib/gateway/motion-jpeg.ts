import { randomToken } from "@/lib/random";

/** The parts of a motion JPEG (RFC 2046, 5.1; `multipart/x-mixed-replace`). */
export type MotionJpeg = {
  contentType: string;
  /** What comes before the first picture. */
  opening: Buffer;
  /** One picture and the boundary behind it, so that no reader waits for the next to show it. */
  part(jpeg: Buffer): Buffer;
};

/** A motion JPEG with a boundary of its own, which no picture can hold but by guessing 128 bits. */
export function motionJpeg(): MotionJpeg {
  const boundary = `picture-${randomToken(24)}`;
  return {
    contentType: `multipart/x-mixed-replace; boundary=${boundary}`,
    opening: Buffer.from(`--${boundary}\r\n`),
    part: (jpeg) =>
      Buffer.concat([
        Buffer.from(`Content-Type: image/jpeg\r\nContent-Length: ${jpeg.length}\r\n\r\n`),
        jpeg,
        Buffer.from(`\r\n--${boundary}\r\n`),
      ]),
  };
}
