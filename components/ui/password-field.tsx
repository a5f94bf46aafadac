import { describedBy, FieldFrame, inputLook, type FieldProps } from "@/components/ui/field";

/** A password with an eye, which only the page's script opens. */
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
  return (
    <FieldFrame {...{ name, label, note, hint, error }}>
      <div className="relative">
        <input
          id={name}
          name={name}
          type="password"
          className={`${inputLook} pe-20`}
          autoCapitalize="none"
          spellCheck={false}
          autoFocus={error !== undefined}
          aria-invalid={error ? true : undefined}
          aria-describedby={describedBy(name, hint, error)}
          {...input}
        />
        <button
          type="button"
          aria-controls={name}
          data-eye
          data-show={show}
          data-hide={hide}
          className={
            "absolute inset-y-0 end-0 min-w-16 cursor-pointer rounded-field px-4 text-small " +
            "font-semibold text-soft hover:text-ink noscript:hidden"
          }
        >
          {show}
        </button>
      </div>
    </FieldFrame>
  );
}
