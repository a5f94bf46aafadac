import type { ComponentProps, ReactNode } from "react";

export const inputLook =
  "w-full min-h-[52px] rounded-field border-[1.5px] border-edge bg-field px-4 text-ink " +
  "placeholder:text-soft aria-invalid:border-bad aria-invalid:border-2";

export type FieldProps = Omit<ComponentProps<"input">, "id"> & {
  name: string;
  label: string;
  note?: string;
  hint?: ReactNode;
  error?: string | undefined;
};

/** Name that ties a field to the sentence below it. */
export const describedBy = (name: string, hint: ReactNode, error: string | undefined) =>
  error ? `${name}-error` : hint ? `${name}-hint` : undefined;

/** Label, a place for the input, and the sentence that belongs to it: what is wrong, or else what helps. */
export function FieldFrame({
  name,
  label,
  note,
  hint,
  error,
  children,
}: Pick<FieldProps, "name" | "label" | "note" | "hint" | "error"> & { children: ReactNode }) {
  return (
    <div>
      <div className="mb-2 flex items-baseline justify-between gap-3 text-small">
        <label htmlFor={name} className="font-semibold">
          {label}
        </label>
        {note && <span className="text-soft">{note}</span>}
      </div>
      {children}
      {error && (
        <p id={`${name}-error`} role="alert" className="mt-2 text-small font-medium text-bad">
          {error}
        </p>
      )}
      {hint && !error && (
        <p id={`${name}-hint`} className="mt-2 text-tiny text-soft">
          {hint}
        </p>
      )}
    </div>
  );
}

/** One line of text. `error` is shown under it and announced. */
export function Field({ name, label, note, hint, error, ...input }: FieldProps) {
  return (
    <FieldFrame {...{ name, label, note, hint, error }}>
      <input
        id={name}
        name={name}
        className={inputLook}
        autoFocus={error !== undefined}
        aria-invalid={error ? true : undefined}
        aria-describedby={describedBy(name, hint, error)}
        {...input}
      />
    </FieldFrame>
  );
}
