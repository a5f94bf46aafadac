import { describedBy, FieldFrame, inputLook, type FieldProps } from "@/components/ui/field";

/**
 * One field for a whole code. The page's script submits its form when it is full; a code that was refused is not sent
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
  return (
    <FieldFrame {...{ name, label, note, hint, error }}>
      <div className="code-room">
        <input
          id={name}
          name={name}
          maxLength={length * 4 + 16}
          autoCorrect="off"
          spellCheck={false}
          required
          className={`${inputLook} code-field placeholder:font-normal ${wide ? "code-field-wide" : ""}`}
          autoFocus={error !== undefined}
          aria-invalid={error ? true : undefined}
          aria-describedby={describedBy(name, hint, error)}
          data-code={waits ? undefined : length}
          {...input}
        />
      </div>
    </FieldFrame>
  );
}
