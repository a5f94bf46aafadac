/** What a verb answers: its fields, or one of the named things that can go wrong. Exceptions are for bugs. */
export type Result<T extends object, E extends string> = ({ ok: true } & T) | { ok: false; error: E };

export const ok = <T extends object>(value: T) => ({ ok: true as const, ...value });
export const failure = <E extends string>(error: E) => ({ ok: false as const, error });
