import type { ComponentProps } from "react";
import { describedBy, FieldFrame, inputLook, type FieldProps } from "@/components/ui/field";

/** One choice of a few, as the system shows it. */
export function SelectField({ name, label, note, hint, error, choices, ...select }: Pick<FieldProps, "name" | "label" | "note" | "hint" | "error"> & { choices: { value: string; label: string }[] } & Omit<ComponentProps<"select">, "id" | "name">) {
  return (
    <FieldFrame {...{ name, label, note, hint, error }}>
      <div className="relative">
        <select id={name} name={name} className={`${inputLook} cursor-pointer appearance-none pr-12`} aria-invalid={error ? true : undefined} aria-describedby={describedBy(name, hint, error)} {...select}>
          {choices.map((choice) => <option key={choice.value} value={choice.value}>{choice.label}</option>)}
        </select>
        <svg viewBox="0 0 24 24" className="pointer-events-none absolute inset-y-0 right-4 my-auto size-5 text-soft" fill="none" stroke="currentColor" strokeWidth="2" strokeLinecap="round" strokeLinejoin="round" aria-hidden><path d="M6 9l6 6 6-6" /></svg>
      </div>
    </FieldFrame>
  );
}
