import { MASKS, penaltyOf, type Modules } from "@/lib/connector/qr-mask";

/*
 * QR codes of ISO/IEC 18004 as far as a link in a terminal needs them: bytes, error correction level L, versions 1 to
 * 20 (858 bytes). The connector is one small file with few libraries in it; qr-code.test.ts compares every module
 * with what a library draws.
 */

/** Of a block of level L: codewords for errors, and the number of blocks (table 9), by version. */
const ERROR_WORDS = [7, 10, 15, 20, 26, 18, 20, 24, 30, 18, 20, 24, 26, 30, 22, 24, 28, 30, 28, 28];
const BLOCKS = [1, 1, 1, 1, 1, 2, 2, 2, 2, 4, 4, 4, 4, 4, 6, 6, 6, 6, 7, 8];
const MAX_VERSION = ERROR_WORDS.length;

/** Places of the alignment patterns' middles, in both directions (annex E). */
function alignmentsOf(version: number): number[] {
  if (version === 1) return [];
  const count = Math.floor(version / 7) + 2;
  const step = Math.ceil((version * 4 + 4) / (count * 2 - 2)) * 2;
  const last = version * 4 + 10;
  return [6, ...Array.from({ length: count - 1 }, (_, at) => last - (count - 2 - at) * step)];
}

/** Modules that carry codewords. */
function dataModules(version: number): number {
  const all = (16 * version + 128) * version + 64;
  const count = alignmentsOf(version).length;
  return all - (version > 1 ? (25 * count - 10) * count - 55 : 0) - (version >= 7 ? 36 : 0);
}

const wordsOf = (version: number) => Math.floor(dataModules(version) / 8);
const errorWordsOf = (version: number) => ERROR_WORDS[version - 1] ?? 0;
const blocksOf = (version: number) => BLOCKS[version - 1] ?? 1;
const capacityOf = (version: number) => wordsOf(version) - errorWordsOf(version) * blocksOf(version);
const countBits = (version: number) => (version < 10 ? 8 : 16);

function bitsOf(value: number, count: number): number[] {
  return Array.from({ length: count }, (_, at) => (value >>> (count - 1 - at)) & 1);
}

/** Mode, length, bytes and padding (7.4). */
function dataWords(bytes: Uint8Array, version: number): number[] {
  const capacity = capacityOf(version);
  const bits: number[] = [
    ...bitsOf(4, 4),
    ...bitsOf(bytes.length, countBits(version)),
    ...[...bytes].flatMap((b) => bitsOf(b, 8)),
  ];
  bits.push(...Array.from({ length: Math.min(4, capacity * 8 - bits.length) }, () => 0));
  while (bits.length % 8 > 0) bits.push(0);
  const words = Array.from({ length: bits.length / 8 }, (_, at) =>
    bits.slice(at * 8, at * 8 + 8).reduce((value, bit) => value * 2 + bit, 0),
  );
  for (let pad = 0xec; words.length < capacity; pad ^= 0xec ^ 0x11) words.push(pad);
  return words;
}

/** In the field of 256 elements whose polynomial is 0x11d. */
function multiply(a: number, b: number): number {
  let product = 0;
  for (let bit = 7; bit >= 0; bit -= 1) product = (product << 1) ^ ((product >>> 7) * 0x11d) ^ (((b >>> bit) & 1) * a);
  return product;
}

/** Coefficients of (x - 1)(x - 2)(x - 4)…, without the first. */
function generatorOf(degree: number): number[] {
  const result: number[] = Array.from({ length: degree }, (_, at) => (at === degree - 1 ? 1 : 0));
  let root = 1;
  for (let turn = 0; turn < degree; turn += 1) {
    for (let at = 0; at < degree; at += 1) result[at] = multiply(result[at] ?? 0, root) ^ (result[at + 1] ?? 0);
    root = multiply(root, 2);
  }
  return result;
}

function remainderOf(words: number[], generator: number[]): number[] {
  const rest = generator.map(() => 0);
  for (const word of words) {
    const factor = word ^ (rest.shift() ?? 0);
    rest.push(0);
    generator.forEach((item, at) => (rest[at] = (rest[at] ?? 0) ^ multiply(item, factor)));
  }
  return rest;
}

/** The blocks with their error correction, interleaved (7.5 and 7.6). */
function finalWords(bytes: Uint8Array, version: number): number[] {
  const [words, count, errors] = [dataWords(bytes, version), blocksOf(version), errorWordsOf(version)];
  const generator = generatorOf(errors);
  const short = Math.floor(words.length / count);
  const shortBlocks = count - (words.length % count);
  const blocks = Array.from({ length: count }, (_, at) => {
    const begin = at * short + Math.max(0, at - shortBlocks);
    return words.slice(begin, begin + short + (at < shortBlocks ? 0 : 1));
  });
  const corrections = blocks.map((block) => remainderOf(block, generator));
  const pick = (parts: number[][], length: number) =>
    Array.from({ length }, (_, at) => parts.flatMap((part) => part.slice(at, at + 1))).flat();
  return [...pick(blocks, short + 1), ...pick(corrections, errors)];
}

type Drawing = { size: number; dark: Modules; fixed: Modules };

const grid = (size: number): Modules => Array.from({ length: size }, () => Array.from({ length: size }, () => false));

function setFixed({ size, dark, fixed }: Drawing, x: number, y: number, isDark: boolean): void {
  if (x < 0 || y < 0 || x >= size || y >= size) return;
  (dark[y] ?? [])[x] = isDark;
  (fixed[y] ?? [])[x] = true;
}

/** Squares inside squares. @param light distances from the middle that are light */
function drawSquares(drawing: Drawing, atX: number, atY: number, reach: number, light: number[]): void {
  for (let y = -reach; y <= reach; y += 1)
    for (let x = -reach; x <= reach; x += 1)
      setFixed(drawing, atX + x, atY + y, !light.includes(Math.max(Math.abs(x), Math.abs(y))));
}

function checked(value: number, bits: number, polynomial: number): number {
  let rest = value;
  for (let turn = 0; turn < bits; turn += 1) rest = (rest << 1) ^ ((rest >>> (bits - 1)) * polynomial);
  return (value << bits) | rest;
}

/** Which mask was used, twice (7.9); level L is 01. */
function drawFormat(drawing: Drawing, mask: number): void {
  const { size } = drawing;
  const value = checked((1 << 3) | mask, 10, 0x537) ^ 0x5412;
  const bit = (at: number) => ((value >>> at) & 1) === 1;
  for (let at = 0; at < 15; at += 1) {
    const first = at < 6 ? at : at < 8 ? at + 1 : -1;
    if (first >= 0) setFixed(drawing, 8, first, bit(at));
    else setFixed(drawing, at === 8 ? 7 : 14 - at, 8, bit(at));
    if (at < 8) setFixed(drawing, size - 1 - at, 8, bit(at));
    else setFixed(drawing, 8, size - 15 + at, bit(at));
  }
  setFixed(drawing, 8, size - 8, true);
}

function drawVersion(drawing: Drawing, version: number): void {
  if (version < 7) return;
  const value = checked(version, 12, 0x1f25);
  for (let at = 0; at < 18; at += 1) {
    const [a, b] = [drawing.size - 11 + (at % 3), Math.floor(at / 3)];
    setFixed(drawing, a, b, ((value >>> at) & 1) === 1);
    setFixed(drawing, b, a, ((value >>> at) & 1) === 1);
  }
}

/** All that no data is in (6.3). */
function drawFixed(version: number): Drawing {
  const size = version * 4 + 17;
  const drawing = { size, dark: grid(size), fixed: grid(size) };
  for (let at = 0; at < size; at += 1) {
    setFixed(drawing, 6, at, at % 2 === 0);
    setFixed(drawing, at, 6, at % 2 === 0);
  }
  for (const [x, y] of [
    [3, 3],
    [size - 4, 3],
    [3, size - 4],
  ] as const)
    drawSquares(drawing, x, y, 4, [2, 4]);
  const middles = alignmentsOf(version);
  const isFinder = (x: number, y: number) =>
    (x === 6 && y === 6) || (x === 6 && y === size - 7) || (x === size - 7 && y === 6);
  for (const x of middles) for (const y of middles) if (!isFinder(x, y)) drawSquares(drawing, x, y, 2, [1]);
  drawFormat(drawing, 0);
  drawVersion(drawing, version);
  return drawing;
}

/** The bits, in columns of two from the right, up and down in turn (7.7.3). */
function drawData({ size, dark, fixed }: Drawing, words: number[]): void {
  let at = 0;
  for (let right = size - 1; right >= 1; right -= 2) {
    if (right === 6) right = 5;
    for (let step = 0; step < size; step += 1) {
      const y = ((right + 1) & 2) === 0 ? size - 1 - step : step;
      for (const x of [right, right - 1]) {
        if (fixed[y]?.[x]) continue;
        (dark[y] ?? [])[x] = (((words[at >>> 3] ?? 0) >>> (7 - (at & 7))) & 1) === 1;
        at += 1;
      }
    }
  }
}

function masked(version: number, words: number[], mask: number): Modules {
  const drawing = drawFixed(version);
  drawFormat(drawing, mask);
  drawData(drawing, words);
  const turns = MASKS[mask] ?? (() => false);
  return drawing.dark.map((row, y) => row.map((isDark, x) => isDark !== (!drawing.fixed[y]?.[x] && turns(x, y))));
}

/**
 * Draws a text as a QR code.
 * @param mask for tests; left out, the one that is read best
 * @returns its modules, without the quiet zone; undefined for a text of more than 858 bytes
 */
export function drawQrCode(text: string, mask?: number): Modules | undefined {
  const bytes = new TextEncoder().encode(text);
  const versions = Array.from({ length: MAX_VERSION }, (_, at) => at + 1);
  const version = versions.find((item) => 4 + countBits(item) + bytes.length * 8 <= capacityOf(item) * 8);
  if (version === undefined) return undefined;
  const words = finalWords(bytes, version);
  if (mask !== undefined) return masked(version, words, mask);
  const drawn = MASKS.map((_, at) => masked(version, words, at));
  return drawn.reduce((best, item) => (penaltyOf(item) < penaltyOf(best) ? item : best));
}

/** A QR code for a terminal, two modules a character, the light ones drawn: most terminals are dark. */
export function printQrCode(text: string): string {
  const modules = drawQrCode(text);
  if (!modules) return "";
  const isLight = (x: number, y: number) => modules[y]?.[x] !== true;
  const edge = 2;
  const lines: string[] = [];
  for (let y = -edge; y < modules.length + edge; y += 2) {
    let line = "";
    for (let x = -edge; x < modules.length + edge; x += 1)
      line += isLight(x, y) ? (isLight(x, y + 1) ? "█" : "▀") : isLight(x, y + 1) ? "▄" : " ";
    lines.push(line);
  }
  return `${lines.join("\n")}\n`;
}
