import type { ReactNode } from "react";
import { choiceLook } from "@/components/ui/choice-look";

/** Something that can be chosen or left: a whole row to tap, with a quiet sentence below its label. */
export function CheckRow({
  name,
  label,
  hint,
  checked,
  bare,
}: {
  name: string;
  label: ReactNode;
  hint?: ReactNode;
  checked?: boolean;
  /** Among fields, not in a frame of its own. */
  bare?: boolean;
}) {
  return (
    <label
      className={
        "grid min-h-12 cursor-pointer grid-cols-[26px_1fr] gap-3 py-2.5 text-small " +
        `${hint ? "items-start" : "items-center"} ${bare ? "-my-2" : "px-4"}`
      }
    >
      <input
        type="checkbox"
        name={name}
        value="yes"
        defaultChecked={checked}
        aria-describedby={hint ? `${name}-hint` : undefined}
        className={`check ${hint ? "mt-0.5" : ""} ${choiceLook} rounded-md`}
      />
      <span className="min-w-0 [overflow-wrap:anywhere]">
        <span className="block font-medium">{label}</span>
        {hint && (
          <span id={`${name}-hint`} className="block text-tiny text-soft">
            {hint}
          </span>
        )}
      </span>
    </label>
  );
}
