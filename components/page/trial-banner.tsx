import { t } from "@/lib/messages/messages";

/** Said on every page while nothing is encrypted. */
export const TrialBanner = () => (
  <p className="min-h-7 bg-warn-wash px-4 py-[0.2rem] text-center text-tiny font-semibold text-warn" role="note">
    {t("trial.banner")}
  </p>
);
