import type { ReactNode } from "react";

/**
 * A plain form that posts. The page's script sends it once; it can be sent again on a page that is still there after
 * `patienceMs`.
 */
export function Form({
  id,
  action,
  children,
  patienceMs,
  className,
}: {
  /** For buttons that stand elsewhere, such as in the bar of actions. */
  id?: string;
  action: string;
  children: ReactNode;
  patienceMs?: number;
  className?: string;
}) {
  return (
    <form id={id} method="post" action={action} className={className} data-patience={patienceMs}>
      {children}
    </form>
  );
}
