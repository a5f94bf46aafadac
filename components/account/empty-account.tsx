import type { ReactNode } from "react";
import { ButtonLink } from "@/components/ui/button";
import { env } from "@/lib/env";
import { t } from "@/lib/messages/messages";

/** In the place of what there is none of yet: how to get there. */
const EmptyCard = ({ title, lead, children }: { title: string; lead: string; children?: ReactNode }) => (
  <section className="rounded-card border border-line bg-card px-5 pt-6 pb-5 text-center sm:bg-paper">
    <svg
      viewBox="0 0 160 60"
      className="mx-auto mb-4 w-full max-w-[170px] fill-none"
      strokeWidth="3"
      strokeLinecap="round"
      strokeLinejoin="round"
      aria-hidden
    >
      <path className="stroke-filament" d="M4 30c22 0 24-14 44-14" />
      <path className="stroke-edge" strokeDasharray="0.1 8" d="M58 18c18 4 22 16 44 13" />
      <path className="stroke-ink" d="M113 12h34M117 12v36M143 12v36M111 49h38M125 21h10v7l-5 5-5-5zM122 42h16" />
    </svg>
    <h2 className="mb-1.5 text-[1.15rem] font-semibold">{title}</h2>
    <p className="text-small text-soft">{lead}</p>
    {children && <div className="mt-5">{children}</div>}
  </section>
);

/** In the place of printers: how to add one. @param add what the button says */
export const EmptyAccount = ({ add = t("yourAccount.add") }: { add?: string }) => (
  <EmptyCard title={t("yourAccount.emptyTitle")} lead={t("yourAccount.emptyLead")}>
    <ButtonLink href="/getstarted">{add}</ButtonLink>
  </EmptyCard>
);

/** In the place of apps: how to connect one, which begins in the app. */
export const NoApps = () => (
  <EmptyCard title={t("yourApps.noneTitle")} lead={t("yourApps.none", { service: env().serviceName })} />
);
