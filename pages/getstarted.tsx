import { Actions, StepFrame } from "@/components/journey/step-frame";
import { show } from "@/components/page/show";
import { BrowserProof } from "@/components/ui/browser-proof";
import { Button } from "@/components/ui/button";
import { Form } from "@/components/ui/form";
import { Notice } from "@/components/ui/notice";
import { queryParameter } from "@/lib/journey/read/start-parameters";
import { t } from "@/lib/messages/messages";
import { readLinkingCode } from "@/lib/printers/linking-code";
import { isPublicId } from "@/lib/printers/public-id";
import { wantedProof } from "@/lib/web/browser-proof";
import { currentUser } from "@/lib/web/current-user";
import { errorOf } from "@/lib/web/form-error";
import { rawQuery } from "@/lib/web/raw-query";
import { servePage } from "@/lib/web/serve-page";

/** What comes next for a printer that is known by its id. @param isScanned with its code */
const leadOf = (isSignedIn: boolean, isScanned: boolean) =>
  `getstarted.lead${isSignedIn ? "SignedIn" : ""}${isScanned ? "Scanned" : ""}` as const;

/** For people who come from the printer's side, by its link or QR code. The id in it only fills in; the code claims. */
async function getStarted() {
  const asked = rawQuery();
  const publicId = queryParameter(asked, "printerid");
  const known = isPublicId(publicId) ? publicId : undefined;
  const code = readLinkingCode(queryParameter(asked, "code") ?? "");
  const query = known ? `?${new URLSearchParams({ printerid: known })}` : "";
  const begin = new URLSearchParams({ ...(known && { printerid: known }), ...(code && { code }) });
  const sent = queryParameter(asked, "sent") === "1";
  const formError = errorOf(asked);
  const wanted = await wantedProof();
  const isSignedIn = (await currentUser()) !== undefined;
  return show(
    <StepFrame
      step="printer"
      thread={{ at: "welcome" }}
      title={t(known ? "getstarted.title" : "getstarted.titleAny")}
      lead={
        <p>
          {t(
            known
              ? leadOf(isSignedIn, code !== undefined)
              : isSignedIn
                ? "getstarted.leadAnySignedIn"
                : "getstarted.leadAny",
          )}
        </p>
      }
    >
      <div className="flex flex-col gap-4">
        {formError && <Notice tone="bad">{formError.text}</Notice>}
        {sent && (
          <Notice tone="plain" live>
            {t("getstarted.popupSent")}
          </Notice>
        )}
        {known && !code && !sent && <p className="text-small text-soft">{t("getstarted.popupLead")}</p>}
      </div>
      <Actions>
        <Form action={`/getstarted/begin?${begin}`}>
          <Button>{t("getstarted.start")}</Button>
        </Form>
        {known && !code && (
          <Form action={`/getstarted/popup${query}`}>
            <Button look="outline">{t(sent ? "getstarted.popupAgain" : "getstarted.popup")}</Button>
          </Form>
        )}
      </Actions>
      <BrowserProof wanted={wanted} />
    </StepFrame>,
  );
}

export const getServerSideProps = servePage(getStarted);
export { default } from "@/components/page/no-hydration";
