import type { ComponentProps } from "react";
import { describedBy, inputLook, type FieldProps } from "@/components/ui/field";
import { LineIcon } from "@/components/ui/line-icon";

/** One choice of a few, as the system shows it, beside its label where there is room. */
export function SelectField({
  name,
  label,
  hint,
  error,
  choices,
  ...select
}: Pick<FieldProps, "name" | "label" | "hint" | "error"> & { choices: { value: string; label: string }[] } & Omit<
    ComponentProps<"select">,
    "id" | "name"
  >) {
  return (
    <div className="flex flex-wrap items-center gap-x-4 gap-y-2">
      <label htmlFor={name} className="text-small font-semibold">
        {label}
      </label>
      <div className="relative min-w-[min(13rem,100%)] flex-1">
        <select
          id={name}
          name={name}
          className={`${inputLook} cursor-pointer appearance-none truncate pe-11`}
          aria-invalid={error ? true : undefined}
          aria-describedby={describedBy(name, hint, error)}
          {...select}
        >
          {choices.map((choice) => (
            <option key={choice.value} value={choice.value}>
              {choice.label}
            </option>
          ))}
        </select>
        <LineIcon className="pointer-events-none absolute inset-y-0 end-4 my-auto size-5 text-soft">
          <path d="M6 9l6 6 6-6" />
        </LineIcon>
      </div>
      {error && (
        <p id={`${name}-error`} role="alert" className="w-full text-small font-medium text-bad">
          {error}
        </p>
      )}
      {hint && (
        <p id={`${name}-hint`} className="w-full text-tiny text-soft">
          {hint}
        </p>
      )}
    </div>
  );
}
