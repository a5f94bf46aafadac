import { KlipperAgent, OctoPrintAgent } from "@/components/journey/agent-ways";
import { PrinterKinds } from "@/components/journey/printer-kinds";
import { SetupLine } from "@/components/journey/setup-line";
import { StepFrame } from "@/components/journey/step-frame";
import { show } from "@/components/page/show";
import { bold } from "@/components/ui/bold";
import { ButtonLink } from "@/components/ui/button";
import { Disclosure } from "@/components/ui/disclosure";
import { env } from "@/lib/env";
import { t } from "@/lib/messages/messages";
import { setupLine } from "@/lib/printers/setup/setup-line";
import { connectorSha256 } from "@/lib/server/connector-files";
import { servePage } from "@/lib/web/serve-page";

const link = (href: string) =>
  function Link(text: React.ReactNode) {
    return <a href={href}>{text}</a>;
  };

/** To be opened, by hand, on the computer beside a printer: no sign-in, no token. */
function Setup() {
  const { portalUrl, serviceName } = env();
  const program = `${portalUrl}/connector.mjs`;
  return (
    <StepFrame
      step="printer"
      thread={{ at: "welcome", via: true }}
      title={t("setup.pageTitle")}
      lead={<p>{t("setup.pageLead")}</p>}
    >
      <div className="flex flex-col gap-5">
        <SetupLine line={setupLine()} />
        <p className="text-small text-soft">{t("setup.then")}</p>
        <p id="update" className="text-small text-soft">
          {t("setup.update")}
        </p>
        <ButtonLink look="outline" href="/getstarted">
          {t("getstarted.titleAny")}
        </ButtonLink>
        <Disclosure summary={t("agent.open")} lead={t("agent.lead", { service: serviceName })}>
          <div className="flex flex-col gap-5">
            <OctoPrintAgent isOpen={false}>
              <p>{t("agent.digitsSignedOut")}</p>
            </OctoPrintAgent>
            <KlipperAgent isOpen={false}>
              <p>{t.rich("agent.klipperCodeSignedOut", { b: bold })}</p>
            </KlipperAgent>
            <p className="text-small text-soft">{t("agent.limits")}</p>
          </div>
        </Disclosure>
        <PrinterKinds line={setupLine()} />
        <div>
          <Disclosure summary={t("setup.otherSystems")} lead={t.rich("setup.otherSystemsText", { a: link(program) })}>
            <SetupLine second line={`node connector.mjs --portal ${portalUrl} --printer http://192.168.1.20`} />
          </Disclosure>
          <Disclosure
            summary={t("setup.careful")}
            lead={t.rich("setup.carefulText", { a: link(`${portalUrl}/connector.sh`) })}
          >
            <p className="text-small text-soft">
              {t("setup.digest")} <code className="[overflow-wrap:anywhere]">{connectorSha256()}</code>
            </p>
          </Disclosure>
        </div>
      </div>
    </StepFrame>
  );
}

export const getServerSideProps = servePage(async () => show(<Setup />));
export { default } from "@/components/page/no-hydration";
