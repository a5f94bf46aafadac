import type { ReactNode } from "react";
import { radioLook } from "@/components/ui/choice-look";

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
        className={`choice ${radioLook} focus-visible:outline-none`}
      />
      <span className="min-w-0 [overflow-wrap:anywhere]">
        {/* At large text the aside moves below, so that words keep their width. */}
        <span className="flex flex-wrap items-baseline justify-between gap-x-3">
          <span id={`${id}-label`} className="min-w-[min(100%,7.5rem)] flex-1 font-semibold">
            {label}
          </span>
          {aside && <span id={`${id}-aside`}>{aside}</span>}
        </span>
        {detail && (
          <span id={`${id}-detail`} className="block text-tiny text-soft">
            {detail}
          </span>
        )}
      </span>
    </label>
  );
}
