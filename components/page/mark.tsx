import { brandLogoPath } from "@/lib/brand-logo";
import { env } from "@/lib/env";

/** The operator's sign before its name; a spool where there is none. */
function Sign() {
  const { logo } = env().brand;
  if (logo) return <img src={brandLogoPath(logo)} alt="" decoding="async" className="h-5 w-auto max-w-32" />;
  return (
    <svg viewBox="0 0 20 20" className="size-4 text-filament" fill="none" stroke="currentColor" strokeWidth="3">
      <circle cx="10" cy="10" r="8" />
      <circle cx="10" cy="10" r="2" />
    </svg>
  );
}

/** Whose portal this is. */
export const Mark = () => (
  <p className="inline-flex items-center gap-1.5 text-tiny font-semibold text-soft">
    <span aria-hidden className="contents">
      <Sign />
    </span>
    <bdi>{env().serviceName}</bdi>
  </p>
);
