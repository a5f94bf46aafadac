/**
 * The oldest programs that the relay works with. Plugins: the first whose WebSocket frames follow the standard
 * (docs/printer-protocol.md#1-endpoint-and-framing). Their printers still connect and are shown, so that people see
 * what is wrong.
 */
const OLDEST = { connector: [1, 0, 0], plugin: [4, 6, 8] } as const;

/**
 * Whether a printer's program has to be updated before apps can be relayed to it (docs/app-contract.md#4-app-apis,
 * status 610). Pure.
 */
export function isTooOld(version: string | null, program: keyof typeof OLDEST): boolean {
  const [, ...numbers] = /^(\d{1,5})\.(\d{1,5})(?:\.(\d{1,5}))?/.exec(version ?? "") ?? [];
  // What cannot be read is left to work as it can: later programs may count in other ways.
  if (numbers.length === 0) return false;
  for (const [index, oldest] of OLDEST[program].entries()) {
    const number = Number(numbers[index] ?? 0);
    if (number !== oldest) return number < oldest;
  }
  return false;
}
