/** Modules of one symbol, row by row; true is dark. */
export type Modules = boolean[][];

/** Which modules a mask turns over (ISO/IEC 18004, table 10). */
export const MASKS: readonly ((x: number, y: number) => boolean)[] = [
  (x, y) => (x + y) % 2 === 0,
  (_x, y) => y % 2 === 0,
  (x) => x % 3 === 0,
  (x, y) => (x + y) % 3 === 0,
  (x, y) => (Math.floor(x / 3) + Math.floor(y / 2)) % 2 === 0,
  (x, y) => ((x * y) % 2) + ((x * y) % 3) === 0,
  (x, y) => (((x * y) % 2) + ((x * y) % 3)) % 2 === 0,
  (x, y) => (((x + y) % 2) + ((x * y) % 3)) % 2 === 0,
];

/** Long runs of one shade in a line. */
function runsOf(line: boolean[]): number {
  let [points, length] = [0, 0];
  line.forEach((isDark, at) => {
    length = at > 0 && line[at - 1] === isDark ? length + 1 : 1;
    if (length === 5) points += 3;
    else if (length > 5) points += 1;
  });
  return points;
}

/** How hard a symbol is to read: runs, squares of one shade, and how far from half of it is dark (7.8.3). */
export function penaltyOf(modules: Modules): number {
  const columns = modules.map((_, x) => modules.map((row) => row[x] === true));
  const runs = [...modules, ...columns].reduce((sum, line) => sum + runsOf(line), 0);
  let [squares, dark] = [0, 0];
  modules.forEach((row, y) =>
    row.forEach((isDark, x) => {
      if (isDark) dark += 1;
      const next = modules[y + 1];
      if (next && x + 1 < row.length && [row[x + 1], next[x], next[x + 1]].every((item) => item === isDark))
        squares += 3;
    }),
  );
  const share = (dark * 100) / (modules.length * modules.length);
  return runs + squares + Math.floor(Math.abs(share - 50) / 5) * 10;
}
