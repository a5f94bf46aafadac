import { Form } from "@/components/ui/form";
import { PartTitle, Rows, TextRow } from "@/components/ui/rows";
import { SmallButton } from "@/components/ui/small-button";
import type { OutsideWay } from "@/lib/accounts/outside/outside-ways";
import { ago } from "@/lib/messages/relative-time";
import { t } from "@/lib/messages/messages";

/** Accounts elsewhere that sign in to this one: a part of the security page. Nothing where none is configured. */
export function OutsideAccounts({ ways }: { ways: OutsideWay[] }) {
  if (ways.length === 0) return null;
  return (
    <section>
      <PartTitle>{t("outside.title")}</PartTitle>
      <p className="mb-3 text-[0.94rem] text-soft">{t("outside.lead")}</p>
      <Rows>
        {ways.map(({ id, name, joinedAt }) => (
          <TextRow
            key={id}
            label={name}
            detail={joinedAt && t("outside.joined", { when: ago(joinedAt) })}
            action={
              <Form action={joinedAt ? "/account/outside/part" : "/account/outside/join"}>
                <SmallButton
                  name="provider"
                  value={id}
                  bad={joinedAt !== undefined}
                  aria-label={t(joinedAt ? "outside.partOne" : "outside.joinOne", { provider: name })}
                >
                  {t(joinedAt ? "outside.part" : "outside.join")}
                </SmallButton>
              </Form>
            }
          />
        ))}
      </Rows>
    </section>
  );
}
