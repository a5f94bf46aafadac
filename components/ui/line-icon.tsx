import type { ReactNode, SVGProps } from "react";

/** A picture of lines in the colour of the text around it, for eyes only. Its paths lie in a square of 24. */
export function LineIcon({ children, ...svg }: Omit<SVGProps<SVGSVGElement>, "children"> & { children: ReactNode }) {
  return (
    <svg
      viewBox="0 0 24 24"
      fill="none"
      stroke="currentColor"
      strokeWidth="2"
      strokeLinecap="round"
      strokeLinejoin="round"
      aria-hidden
      {...svg}
    >
      {children}
    </svg>
  );
}
