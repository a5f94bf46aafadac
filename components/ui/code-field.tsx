"use client";
import { useCallback, useEffect, useRef } from "react";
import { describedBy, FieldFrame, inputLook, type FieldProps } from "@/components/ui/field";
import { typedCode } from "@/lib/typed-code";

/**
 * One field for a whole code. With JavaScript it submits its form when it is full; a code that was refused is not sent
 * again by itself.
 * @param length characters that count; others (blanks, marks that a mail put there) are left alone
 * @param waits the person presses the button: where the answer may lead into an app, that takes a tap
 */
export function CodeField({
  name,
  label,
  note,
  hint,
  error,
  length,
  wide,
  waits,
  ...input
}: FieldProps & { length: number; wide?: boolean; waits?: boolean }) {
  const sent = useRef(String(input.defaultValue ?? ""));
  const field = useRef<HTMLInputElement>(null);
  const sendWhenFull = useCallback(() => {
    const code = typedCode(field.current?.value ?? "");
    if (waits || code.length !== length || code === typedCode(sent.current)) return;
    sent.current = code;
    field.current?.form?.requestSubmit();
  }, [length, waits]);
  // A fast thumb, or a code filled in by the system, may be there before this script is. What a browser puts back after
  // a reload or "back" was sent before.
  useEffect(() => {
    const [arrival] = performance.getEntriesByType("navigation") as PerformanceNavigationTiming[];
    if (arrival?.type === "navigate") sendWhenFull();
  }, [sendWhenFull]);
  return (
    <FieldFrame {...{ name, label, note, hint, error }}>
      <input
        id={name}
        name={name}
        maxLength={length * 4 + 16}
        autoCorrect="off"
        spellCheck={false}
        required
        className={
          `${inputLook} text-center text-[1.7rem] font-semibold tabular-nums placeholder:font-normal ` +
          (wide ? "tracking-[0.12em] uppercase" : "tracking-[0.3em] indent-[0.3em]")
        }
        aria-invalid={error ? true : undefined}
        aria-describedby={describedBy(name, hint, error)}
        ref={field}
        onInput={sendWhenFull}
        {...input}
      />
    </FieldFrame>
  );
}
