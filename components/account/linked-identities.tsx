import { Form } from "@/components/ui/form";
import { PartTitle, Rows, TextRow } from "@/components/ui/rows";
import { SmallButton } from "@/components/ui/small-button";
import type { LinkableProvider } from "@/lib/accounts/identities/linkable-providers";
import { t } from "@/lib/messages/messages";
import { ago } from "@/lib/messages/relative-time";

/** The linked identities: a part of the security page. Nothing where none is configured. */
export function LinkedIdentities({ ways }: { ways: LinkableProvider[] }) {
  if (ways.length === 0) return null;
  return (
    <section>
      <PartTitle>{t("identities.title")}</PartTitle>
      <p className="mb-3 text-small text-soft">{t("identities.lead")}</p>
      <Rows>
        {ways.map(({ id, name, linkedAt }) => (
          <TextRow
            key={id}
            label={name}
            detail={linkedAt && t("identities.linked", { when: ago(linkedAt) })}
            action={
              <Form action={linkedAt ? "/account/identities/unlink" : "/account/identities/link"}>
                <SmallButton
                  name="provider"
                  value={id}
                  bad={linkedAt !== undefined}
                  aria-label={t(linkedAt ? "identities.unlinkOne" : "identities.linkOne", { provider: name })}
                >
                  {t(linkedAt ? "identities.unlink" : "identities.link")}
                </SmallButton>
              </Form>
            }
          />
        ))}
      </Rows>
    </section>
  );
}
