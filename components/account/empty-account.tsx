import { ButtonLink } from "@/components/ui/button";
import { t } from "@/lib/messages/messages";

/** In the place of printers: how to add one. */
export const EmptyAccount = () => (
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
    <h2 className="mb-1.5 text-[1.15rem] font-semibold">{t("yourAccount.emptyTitle")}</h2>
    <p className="mb-5 text-small text-soft">{t("yourAccount.emptyLead")}</p>
    <ButtonLink href="/getstarted">{t("yourAccount.add")}</ButtonLink>
  </section>
);
