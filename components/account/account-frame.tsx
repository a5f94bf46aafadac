import type { ReactNode } from "react";
import { Heading, Sheet } from "@/components/journey/step-frame";
import { PageTop } from "@/components/page/page-top";
import { BackLink } from "@/components/ui/back";
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
          <BackLink href={back.href}>{back.label}</BackLink>
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
