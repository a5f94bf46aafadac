import type { ComponentProps } from "react";

/** A button beside a line of text. `bad`: it takes something away. */
export function SmallButton({ bad, ...rest }: ComponentProps<"button"> & { bad?: boolean }) {
  const look = bad ? "text-bad hover:border-bad" : "text-ink hover:border-edge";
  return (
    <button
      type="submit"
      className={
        "min-h-12 cursor-pointer rounded-field border-[1.5px] border-line px-4 " + `text-small font-semibold ${look}`
      }
      {...rest}
    />
  );
}
