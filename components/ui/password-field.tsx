"use client";
import { useState } from "react";
import { describedBy, FieldFrame, inputLook, type FieldProps } from "@/components/ui/field";

/** A password with an eye. Without JavaScript it is a plain password field. */
export function PasswordField({
  name,
  label,
  note,
  hint,
  error,
  show,
  hide,
  ...input
}: FieldProps & { show: string; hide: string }) {
  const [visible, setVisible] = useState(false);
  return (
    <FieldFrame {...{ name, label, note, hint, error }}>
      <div className="relative">
        <input
          id={name}
          name={name}
          type={visible ? "text" : "password"}
          className={`${inputLook} pr-20`}
          autoCapitalize="none"
          spellCheck={false}
          aria-invalid={error ? true : undefined}
          aria-describedby={describedBy(name, hint, error)}
          {...input}
        />
        <button
          type="button"
          aria-pressed={visible}
          onClick={() => setVisible(!visible)}
          className={
            "absolute inset-y-0 right-0 min-w-16 cursor-pointer rounded-field px-4 text-[0.9rem] " +
            "font-semibold text-soft hover:text-ink"
          }
        >
          {visible ? hide : show}
        </button>
      </div>
    </FieldFrame>
  );
}
