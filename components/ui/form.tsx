import type { ReactNode } from "react";

/**
 * A plain form that posts. The page's script sends it once; it can be sent again on a page that is still there after
 * `patienceMs`.
 */
export function Form({
  action,
  children,
  patienceMs,
  className,
}: {
  action: string;
  children: ReactNode;
  patienceMs?: number;
  className?: string;
}) {
  return (
    <form method="post" action={action} className={className} data-patience={patienceMs}>
      {children}
    </form>
  );
}
