/** What a verb answers: its fields, or one of the named things that can go wrong. Exceptions are for bugs. */
export type Result<T extends object, E extends string> = ({ ok: true } & T) | { ok: false; error: E };

/** The answer to what was done too often: it may be tried again after so many seconds. */
export type TooMany<E extends string = "too_many"> = { ok: false; error: E; retryAfterSeconds: number };

export const ok = <T extends object>(value: T) => ({ ok: true as const, ...value });

/** @param extra what says more about the error, such as when to try again */
export function failure<E extends string>(error: E): { ok: false; error: E };
export function failure<E extends string, X extends object>(error: E, extra: X): { ok: false; error: E } & X;
export function failure(error: string, extra?: object): { ok: false; error: string } {
  return { ok: false, error, ...extra };
}
