import type { ReactNode } from "react";

/** One choice of several: a whole row to tap. Its name is the label alone; the rest describes it. */
export function RadioCard({
  name,
  value,
  label,
  detail,
  aside,
  checked,
}: {
  name: string;
  value: string;
  label: ReactNode;
  detail?: ReactNode;
  aside?: ReactNode;
  checked?: boolean;
}) {
  const id = `${name}-${value}`;
  const described = [detail && `${id}-detail`, aside && `${id}-aside`].filter(Boolean).join(" ");
  return (
    <label
      className={
        "grid min-h-[64px] cursor-pointer grid-cols-[26px_1fr] items-center gap-3 rounded-card " +
        "border-[1.5px] border-line bg-card px-4 py-2.5 has-checked:border-filament has-checked:bg-wash " +
        "has-focus-visible:outline-3 has-focus-visible:outline-offset-2 " +
        "has-focus-visible:outline-filament"
      }
    >
      <input
        id={id}
        type="radio"
        name={name}
        value={value}
        defaultChecked={checked}
        required
        aria-labelledby={`${id}-label`}
        aria-describedby={described || undefined}
        className={
          "size-[22px] cursor-pointer appearance-none rounded-full border-2 border-edge bg-field " +
          "checked:border-[7px] checked:border-filament focus-visible:outline-none"
        }
      />
      {/* At large text the aside moves below, so that words keep their width. */}
      <span className="flex min-w-0 flex-wrap items-center justify-between gap-x-3 gap-y-1.5">
        <span className="min-w-[min(100%,7.5rem)] flex-1 [overflow-wrap:anywhere]">
          <span id={`${id}-label`} className="block font-semibold">
            {label}
          </span>
          {detail && (
            <span id={`${id}-detail`} className="block text-tiny text-soft">
              {detail}
            </span>
          )}
        </span>
        {aside && <span id={`${id}-aside`}>{aside}</span>}
      </span>
    </label>
  );
}
