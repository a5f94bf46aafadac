import type { ReactNode } from "react";

/** One choice of several: a whole row to tap. */
export function RadioCard({ name, value, label, detail, aside, checked }: { name: string; value: string; label: string; detail?: ReactNode; aside?: ReactNode; checked?: boolean }) {
  const id = `${name}-${value}`;
  return (
    <div className="grid min-h-[64px] grid-cols-[26px_1fr_auto] items-center gap-3 relative rounded-card border-[1.5px] border-line bg-card px-4 py-2.5 has-checked:border-filament has-checked:bg-wash has-focus-visible:outline-3 has-focus-visible:outline-offset-2 has-focus-visible:outline-filament/60">
      <input id={id} type="radio" name={name} value={value} defaultChecked={checked} required className="peer size-[22px] appearance-none rounded-full border-2 border-edge bg-field checked:border-[7px] checked:border-filament focus-visible:outline-none" aria-describedby={detail || aside ? `${id}-detail` : undefined} />
      {/* The label covers the row, so that a thumb finds it. */}
      <div className="min-w-0 [overflow-wrap:anywhere]">
        <label htmlFor={id} className="block font-semibold after:absolute after:inset-0 after:cursor-pointer">{label}</label>
        {detail && <span id={`${id}-detail`} className="text-[0.85rem] text-soft">{detail}</span>}
      </div>
      {aside && <span id={detail ? undefined : `${id}-detail`}>{aside}</span>}
    </div>
  );
}
