import type { ReactNode } from "react";
import { Heading, Sheet } from "@/components/journey/step-frame";
import { PageTop } from "@/components/page/page-top";
import { t } from "@/lib/messages/messages";

/** A page of the account: the way back, heading, content. @param back path and name of the page above; false: none */
export function AccountFrame({
  step,
  title,
  lead,
  back = { href: "/account", label: t("yourAccount.open") },
  children,
}: {
  step: string;
  title: ReactNode;
  lead?: ReactNode;
  back?: { href: string; label: ReactNode } | false;
  children?: ReactNode;
}) {
  return (
    <Sheet step={step}>
      {back ? (
        <nav className="-ms-1 mb-3">
          <a
            href={back.href}
            className={
              "inline-flex min-h-11 items-center gap-2 px-1 text-small font-medium text-soft " +
              "no-underline hover:text-ink"
            }
          >
            <span aria-hidden>‹</span>
            {back.label}
          </a>
        </nav>
      ) : (
        <div className="mb-4">
          <PageTop />
        </div>
      )}
      <Heading title={title}>{lead}</Heading>
      {children}
    </Sheet>
  );
}
