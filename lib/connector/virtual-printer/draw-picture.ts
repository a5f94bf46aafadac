import { crc32, deflateSync } from "node:zlib";

const WIDTH = 320;
const HEIGHT = 240;
/** Pictures until the print begins anew, and the first of them: the job is said to be at 42 %. */
const FRAMES = 24;
const FIRST = 10;
/** Where the bed is, and what is in the middle. */
const BED = 178;
const MIDDLE = WIDTH / 2;

type Color = [number, number, number];
const COLUMN: Color = [27, 24, 20];
const GANTRY: Color = [62, 56, 48];
const HEAD: Color = [20, 18, 15];
const NOZZLE: Color = [196, 186, 164];
const PLATE: Color = [84, 78, 69];
const EDGE: Color = [33, 30, 26];
const PLASTIC: Color = [227, 104, 56];
const LAYER: Color = [190, 82, 42];
const SHINE: Color = [246, 164, 126];

const between = (value: number, least: number, most: number) => value >= least && value < most;

/** Half of how wide the vase is, that high over the bed. */
const vaseWidth = (height: number) => 25 + 13 * Math.sin(height / 26 + 0.4);

/** The room behind the printer, lighter in the middle. */
function room(x: number, y: number): Color {
  const light = 34 + 26 * (1 - Math.abs(x - MIDDLE) / MIDDLE) * (0.6 + y / HEIGHT / 2);
  return [light + 4, light, light - 7];
}

function print(aside: number, height: number): Color {
  if (height % 6 < 1) return LAYER;
  return between(aside / vaseWidth(height), -0.66, -0.5) ? SHINE : PLASTIC;
}

/** What is at a place. @param top where the print ends and the nozzle is */
function paint(x: number, y: number, top: number): Color {
  const aside = x - MIDDLE;
  const far = Math.abs(aside);
  if (between(y, top - 12, top) && far < 2 + (top - y) * 0.7) return NOZZLE;
  if (between(y, top - 46, top - 12) && far < 23) return HEAD;
  if (between(y, top - 36, top - 28) && far < 126) return GANTRY;
  if (between(y, top, BED) && far < vaseWidth(BED - y)) return print(aside, BED - y);
  if (between(y, BED, BED + 10) && far < 92 + (y - BED) * 2) return PLATE;
  if (between(y, BED + 10, BED + 16) && far < 112) return EDGE;
  if (between(far, 118, 132)) return COLUMN;
  return room(x, y);
}

function chunk(type: string, content: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, "latin1"), content]);
  const framed = Buffer.alloc(body.length + 8);
  framed.writeUInt32BE(content.length, 0);
  body.copy(framed, 4);
  framed.writeUInt32BE(crc32(body), body.length + 4);
  return framed;
}

function draw(frame: number): Buffer {
  const top = BED - 16 - 3 * frame;
  const pixels = Buffer.alloc(HEIGHT * (1 + WIDTH * 3));
  for (let y = 0; y < HEIGHT; y++)
    for (let x = 0; x < WIDTH; x++) pixels.set(paint(x, y, top), y * (1 + WIDTH * 3) + 1 + x * 3);
  const header = Buffer.alloc(13);
  header.writeUInt32BE(WIDTH, 0);
  header.writeUInt32BE(HEIGHT, 4);
  header.set([8, 2, 0, 0, 0], 8);
  const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
  return Buffer.concat([
    signature,
    chunk("IHDR", header),
    chunk("IDAT", deflateSync(pixels)),
    chunk("IEND", Buffer.alloc(0)),
  ]);
}

const drawn = new Map<number, Buffer>();

/** What the virtual printer's camera sees: a bed and a vase that grows on it. @param frame 0 and up @returns a PNG */
export function drawPicture(frame: number): Buffer {
  const at = (FIRST + frame) % FRAMES;
  const picture = drawn.get(at) ?? draw(at);
  drawn.set(at, picture);
  return picture;
}
