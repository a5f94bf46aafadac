import type { ComponentProps } from "react";

const shape =
  "flex w-full items-center justify-center text-center rounded-card px-5 font-semibold no-underline cursor-pointer";
const looks = {
  primary: `${shape} min-h-14 py-3 bg-filament text-filament-ink hover:bg-filament-deep`,
  danger: `${shape} min-h-14 py-3 bg-bad text-card hover:opacity-90`,
  quiet: `${shape} min-h-12 py-2 bg-transparent text-soft hover:text-ink`,
  outline:
    `${shape} min-h-13 py-2 border-[1.5px] border-line bg-card text-ink hover:border-edge ` +
    "disabled:cursor-default disabled:text-soft",
};

export type ButtonLook = keyof typeof looks;

/**
 * A button as wide as its column: `primary` for the one obvious action, `danger` where it cannot be undone, `outline`
 * beside it, `quiet` for the way out.
 */
export function Button({ look = "primary", ...rest }: ComponentProps<"button"> & { look?: ButtonLook }) {
  return (
    <button
      type="submit"
      className={looks[look]}
      data-primary={look === "primary" || look === "danger" || undefined}
      {...rest}
    />
  );
}

/** A link that looks like a {@link Button}. */
export function ButtonLink({ look = "primary", ...rest }: ComponentProps<"a"> & { look?: ButtonLook }) {
  return <a className={looks[look]} {...rest} />;
}
