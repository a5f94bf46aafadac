import { Form } from "@/components/ui/form";
import type { ConnectedApp } from "@/lib/connections/connected-app-store";
import { t } from "@/lib/messages/messages";
import { ago } from "@/lib/messages/relative-time";

/** The apps that can use a printer, each with a way to take it back. */
export function ConnectedApps({ apps, revoke }: { apps: ConnectedApp[]; revoke: string }) {
  return (
    <section className="mt-7">
      <h2 className="mb-2.5 font-semibold">{t("view.apps")}</h2>
      {apps.length === 0 && <p className="text-small text-soft">{t("view.noApps")}</p>}
      <ul className={apps.length ? "rounded-card border border-line bg-card px-[18px] py-[5px] sm:bg-paper" : ""}>
        {apps.map((app) => (
          <li
            key={app.consentId}
            className="flex items-center justify-between gap-4 border-t border-line py-[9px] first:border-t-0"
          >
            <div className="min-w-0 [overflow-wrap:anywhere]">
              <b className="block">
                <bdi>{app.appName}</bdi>
              </b>
              <span className="text-tiny text-soft">
                {app.lastUsedAt
                  ? t("view.lastUsed", { when: ago(app.lastUsedAt) })
                  : t("view.neverUsed", { when: ago(app.since) })}
              </span>
            </div>
            <Form action={revoke} className="flex-none">
              <input type="hidden" name="consent" value={app.consentId} />
              <button
                type="submit"
                aria-label={t("view.revokeApp", { app: app.appName })}
                className={
                  "min-h-12 cursor-pointer rounded-field border-[1.5px] border-line px-4 text-small " +
                  "font-semibold text-bad hover:border-bad"
                }
              >
                {t("view.revoke")}
              </button>
            </Form>
          </li>
        ))}
      </ul>
    </section>
  );
}
