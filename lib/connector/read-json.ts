type Read<T> = { success: true; data: T } | { success: false; data?: undefined };

const no = { success: false } as const;
const yes = <T>(data: T): Read<T> => ({ success: true, data });

/**
 * Reads a value that came from outside, or says that it is something else. The connector is one small file that people
 * are asked to run, so what reads JSON for it is this page and no library.
 */
export class Shape<T> {
  constructor(readonly safeParse: (value: unknown) => Read<T>) {}

  /** @throws TypeError when it is something else */
  parse(value: unknown): T {
    const read = this.safeParse(value);
    if (!read.success) throw new TypeError("Not of this shape.");
    return read.data;
  }

  /** May be missing, or null. */
  nullish(): Shape<T | null | undefined> {
    return new Shape<T | null | undefined>((value) =>
      value === undefined || value === null ? yes(value) : this.safeParse(value),
    );
  }

  /** May be missing. */
  optional(): Shape<T | undefined> {
    return new Shape<T | undefined>((value) => (value === undefined ? yes(value) : this.safeParse(value)));
  }

  /** Something else counts as missing: one odd field must not hide the others. */
  orNull(): Shape<T | null | undefined> {
    return new Shape<T | null | undefined>((value) => {
      const read = this.nullish().safeParse(value);
      return read.success ? read : yes(null);
    });
  }
}

/** What a shape reads. */
export type Infer<S> = S extends Shape<infer T> ? T : never;

/** @param accepts which texts */
export const text = (accepts: (value: string) => boolean = () => true): Shape<string> =>
  new Shape((value) => (typeof value === "string" && accepts(value) ? yes(value) : no));

/** A finite number. */
export const number = (accepts: (value: number) => boolean = () => true): Shape<number> =>
  new Shape((value) => (typeof value === "number" && Number.isFinite(value) && accepts(value) ? yes(value) : no));

export const flag: Shape<boolean> = new Shape((value) => (typeof value === "boolean" ? yes(value) : no));

/** One of these values. */
export const oneOf = <const T extends string | number>(...values: T[]): Shape<T> =>
  new Shape((value) => {
    const found = values.find((item) => item === value);
    return found === undefined ? no : yes(found);
  });

const isTable = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

type Fields<F> = { [K in keyof F]: Infer<F[K]> };

/** An object with these fields; others are left out. */
export const fields = <F extends Record<string, Shape<unknown>>>(shapes: F): Shape<Fields<F>> =>
  new Shape((value) => {
    if (!isTable(value)) return no;
    const read = Object.entries(shapes).map(
      ([name, shape]) => [name, shape.safeParse(Object.hasOwn(value, name) ? value[name] : undefined)] as const,
    );
    if (!read.every(([, item]) => item.success)) return no;
    return yes(Object.fromEntries(read.map(([name, item]) => [name, item.data])) as Fields<F>);
  });

function all<T>(items: unknown[], shape: Shape<T>): T[] | undefined {
  const read = items.map((item) => shape.safeParse(item));
  return read.every((item) => item.success) ? read.map((item) => item.data as T) : undefined;
}

export const list = <T>(shape: Shape<T>): Shape<T[]> =>
  new Shape((value) => {
    const items = Array.isArray(value) ? all(value, shape) : undefined;
    return items ? yes(items) : no;
  });

/** An object of any names, each with such a value. */
export const record = <T>(shape: Shape<T>): Shape<Record<string, T>> =>
  new Shape((value) => {
    const items = isTable(value) ? all(Object.values(value), shape) : undefined;
    return items ? yes(Object.fromEntries(Object.keys(value as object).map((key, at) => [key, items[at] as T]))) : no;
  });
