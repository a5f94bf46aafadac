import { crc32, deflateSync } from "node:zlib";

const WIDTH = 64;
const HEIGHT = 48;

function chunk(type: string, content: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, "latin1"), content]);
  const framed = Buffer.alloc(body.length + 8);
  framed.writeUInt32BE(content.length, 0);
  body.copy(framed, 4);
  framed.writeUInt32BE(crc32(body), body.length + 4);
  return framed;
}

/** What the virtual printer's camera sees: a print bed and a print that grows. @param frame 0 and up @returns a PNG */
export function drawPicture(frame: number): Buffer {
  const grown = 4 + (frame % 24);
  const rows = Array.from({ length: HEIGHT }, (_, y) => {
    const row = Buffer.alloc(1 + WIDTH * 3, 40);
    row[0] = 0;
    for (let x = 0; x < WIDTH; x++) {
      const isPrint = x >= 22 && x < 42 && y >= 40 - grown && y < 40;
      const shade = isPrint ? [230, 120, 30] : y >= 40 ? [90, 95, 100] : [40, 44, 52];
      row.set(shade, 1 + x * 3);
    }
    return row;
  });
  const header = Buffer.alloc(13);
  header.writeUInt32BE(WIDTH, 0);
  header.writeUInt32BE(HEIGHT, 4);
  header.set([8, 2, 0, 0, 0], 8);
  const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
  return Buffer.concat([
    signature,
    chunk("IHDR", header),
    chunk("IDAT", deflateSync(Buffer.concat(rows))),
    chunk("IEND", Buffer.alloc(0)),
  ]);
}
