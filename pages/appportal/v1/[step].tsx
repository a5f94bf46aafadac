import { NoJourney } from "@/components/journey/no-journey";
import { SCREENS } from "@/components/journey/steps/screens";
import { Missing } from "@/components/page/missing";
import { show } from "@/components/page/show";
import { BrowserProof } from "@/components/ui/browser-proof";
import type { Journey } from "@/lib/journey/read/load-journey";
import { STEPS, type StepName } from "@/lib/journey/read/next-step";
import { queryParameter } from "@/lib/journey/read/start-parameters";
import type { Visit } from "@/lib/journey/read/view";
import { VIEWS } from "@/lib/journey/read/views";
import { stepUrl } from "@/lib/journey/urls/step-url";
import { wantedProof } from "@/lib/web/browser-proof";
import { errorOf } from "@/lib/web/form-error";
import { openStep } from "@/lib/web/journey-request";
import { rawQuery } from "@/lib/web/raw-query";
import { requestAddress } from "@/lib/web/request-address";
import { sentHeaders } from "@/lib/web/sent-request";
import { servePage, type Asked, type Served } from "@/lib/web/serve-page";

async function showStep<Name extends StepName>(step: Name, journey: Journey, visit: Visit): Promise<Served> {
  const Screen = SCREENS[step];
  const view = await VIEWS[step](journey, visit);
  const wanted = await wantedProof();
  if (!view) return { to: stepUrl(step, journey.id) };
  return show(
    <>
      {Screen({ journey, view, error: errorOf(rawQuery()) })}
      <BrowserProof wanted={wanted} />
    </>,
  );
}

/** The page of every step: reads what it shows, and shows it. */
async function stepPage({ params }: Asked): Promise<Served> {
  const step = STEPS.find((one) => one === params.step);
  if (!step) return show(<Missing />, { status: 404 });
  const query = (name: string) => queryParameter(rawQuery(), name);
  const opened = await openStep(step, query("session"));
  if ("to" in opened) return opened;
  if ("why" in opened) return show(<NoJourney {...opened} />);
  const sent = sentHeaders();
  return showStep(step, opened, { query, userAgent: sent.get("user-agent"), address: requestAddress(sent) });
}

export const getServerSideProps = servePage(stepPage);
export { default } from "@/components/page/no-hydration";
