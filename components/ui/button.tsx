import type { ComponentProps } from "react";

const shape =
  "flex w-full items-center justify-center gap-2 rounded-card py-2 text-center leading-tight font-semibold " +
  "no-underline cursor-pointer active:scale-[.985]";
const looks = {
  primary:
    `${shape} min-h-[52px] px-3.5 bg-filament text-filament-ink hover:bg-filament-deep ` +
    "disabled:cursor-progress disabled:opacity-60",
  danger: `${shape} min-h-[52px] px-3.5 bg-danger text-danger-ink hover:opacity-90`,
  quiet: `${shape} min-h-12 px-2 bg-transparent text-soft hover:bg-line/55 hover:text-ink`,
  outline:
    `${shape} min-h-[52px] px-3.5 border-[1.5px] border-edge bg-card text-ink hover:border-ink ` +
    "disabled:cursor-default disabled:border-line disabled:text-soft",
  wary: `${shape} min-h-[52px] px-3.5 border-[1.5px] border-filament bg-transparent text-filament-deep hover:bg-wash`,
};

export type ButtonLook = keyof typeof looks;

/** What the one main action of a page can look like. */
const isMain = (look: ButtonLook) => look === "primary" || look === "danger" || look === "wary" || undefined;

/**
 * A button as wide as its place. Weight means trust: `primary` is the one thing to do, `wary` the same where it should
 * cost a thought, `danger` where it cannot be undone; `outline` comes second, `quiet` is the way out.
 */
export function Button({ look = "primary", ...rest }: ComponentProps<"button"> & { look?: ButtonLook }) {
  return <button type="submit" className={looks[look]} data-primary={isMain(look)} {...rest} />;
}

/** A link that looks like a {@link Button}. */
export function ButtonLink({ look = "primary", ...rest }: ComponentProps<"a"> & { look?: ButtonLook }) {
  return <a className={looks[look]} data-primary={isMain(look)} {...rest} />;
}
