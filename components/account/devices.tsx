import { Button } from "@/components/ui/button";
import { Form } from "@/components/ui/form";
import { Rows, TextRow } from "@/components/ui/rows";
import { SmallButton } from "@/components/ui/small-button";
import type { SignedIn } from "@/lib/accounts/signed-in-store";
import { t } from "@/lib/messages/messages";
import { ago } from "@/lib/messages/relative-time";

/** The browsers that are signed in, each with a way to end it. @param here id of the one that is looking */
export function Devices({ devices, here }: { devices: SignedIn[]; here: string }) {
  return (
    <>
      <Rows>
        {devices.map(({ sessionId, device, address, lastSeenAt }) => {
          const name = device ?? t("devices.unknown");
          return (
            <TextRow
              key={sessionId}
              label={name}
              detail={
                sessionId === here ? (
                  <b className="font-semibold text-good">{t("security.thisDevice")}</b>
                ) : (
                  `${t("security.seen", { when: ago(lastSeenAt) })}${address ? ` · ${address}` : ""}`
                )
              }
              action={
                sessionId !== here && (
                  <Form action="/account/security/devices/end">
                    <input type="hidden" name="device" value={sessionId} />
                    <SmallButton bad aria-label={t("security.signOutDevice", { device: name })}>
                      {t("security.signOut")}
                    </SmallButton>
                  </Form>
                )
              }
            />
          );
        })}
      </Rows>
      {devices.length > 1 && (
        <Form action="/account/security/devices/others" className="mt-3">
          <Button look="outline">{t("security.signOutOthers")}</Button>
        </Form>
      )}
    </>
  );
}
