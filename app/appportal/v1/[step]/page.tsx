import { headers } from "next/headers";
import { notFound, redirect } from "next/navigation";
import type { ReactNode } from "react";
import { NoJourney } from "@/components/journey/no-journey";
import { SCREENS } from "@/components/journey/steps/screens";
import { BrowserProof } from "@/components/ui/browser-proof";
import type { Journey } from "@/lib/journey/read/load-journey";
import { STEPS, type StepName } from "@/lib/journey/read/next-step";
import type { Visit } from "@/lib/journey/read/view";
import { VIEWS } from "@/lib/journey/read/views";
import { stepUrl } from "@/lib/journey/urls/step-url";
import type { ShownError } from "@/lib/messages/messages";
import { wantedProof } from "@/lib/web/browser-proof";
import { errorText } from "@/lib/web/form-error";
import { openStep } from "@/lib/web/journey-request";
import { requestAddress } from "@/lib/web/request-address";
import { first, type SearchParams } from "@/lib/web/search-params";

type Props = { params: Promise<{ step: string }>; searchParams: SearchParams };

async function showStep<Name extends StepName>(
  step: Name,
  journey: Journey,
  { visit, error }: { visit: Visit; error: ShownError | undefined },
): Promise<ReactNode> {
  const Screen = SCREENS[step];
  const view = await VIEWS[step](journey, visit);
  const wanted = await wantedProof();
  if (!view) redirect(stepUrl(step, journey.id));
  return (
    <>
      {Screen({ journey, view, error })}
      <BrowserProof wanted={wanted} />
    </>
  );
}

/** The page of every step: reads what it shows, and shows it. */
export default async function StepPage({ params, searchParams }: Props) {
  const { step: asked } = await params;
  const step = STEPS.find((one) => one === asked);
  if (!step) notFound();
  const parameters = await searchParams;
  const query = (name: string) => first(parameters[name]);
  const journey = await openStep(step, query("session"));
  if ("why" in journey) return <NoJourney {...journey} />;
  const sent = await headers();
  const visit: Visit = { query, userAgent: sent.get("user-agent"), address: requestAddress(sent) };
  return showStep(step, journey, { visit, error: await errorText(searchParams) });
}
