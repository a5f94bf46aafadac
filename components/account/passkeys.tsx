import { Form } from "@/components/ui/form";
import { LinkRow, PartTitle, Rows, TextRow } from "@/components/ui/rows";
import { SmallButton } from "@/components/ui/small-button";
import type { Passkey } from "@/lib/accounts/passkeys/passkey-store";
import { onDate } from "@/lib/messages/calendar-date";
import { t } from "@/lib/messages/messages";
import { ago } from "@/lib/messages/relative-time";

const used = (at: Date | null) => (at ? t("passkeys.usedAgo", { when: ago(at) }) : t("passkeys.neverUsed"));

/** The passkeys: a part of the security page. @param canAdd there are passkeys at this portal */
export function Passkeys({ passkeys, canAdd }: { passkeys: Passkey[]; canAdd: boolean }) {
  if (passkeys.length === 0 && !canAdd) return null;
  return (
    <section>
      <PartTitle>{t("passkeys.title")}</PartTitle>
      <p className="mb-3 text-small text-soft">{t("passkeys.lead")}</p>
      <Rows>
        {passkeys.map(({ id, device, createdAt, lastUsedAt }) => (
          <TextRow
            key={id}
            label={device}
            detail={
              <>
                <span className="block">{t("passkeys.addedOn", { date: onDate(createdAt) })}</span>
                <span className="block">{used(lastUsedAt)}</span>
              </>
            }
            action={
              <Form action="/account/security/passkeys/remove">
                <SmallButton bad name="passkey" value={id} aria-label={t("passkeys.removeOne", { device })}>
                  {t("passkeys.remove")}
                </SmallButton>
              </Form>
            }
          />
        ))}
        {canAdd && <LinkRow href="/account/security/passkeys" label={t("passkeys.add")} />}
      </Rows>
    </section>
  );
}
