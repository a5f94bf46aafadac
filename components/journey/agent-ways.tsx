import type { ReactNode } from "react";
import { bold } from "@/components/ui/bold";
import { env } from "@/lib/env";
import { t } from "@/lib/messages/messages";

/** A text to be copied by hand. */
function Line({ children }: { children: string }) {
  return (
    <code
      dir="ltr"
      className={
        "block rounded-field border border-line bg-paper px-3 py-2 text-[0.88rem] leading-snug " +
        "[overflow-wrap:anywhere] select-all sm:bg-card"
      }
    >
      {children}
    </code>
  );
}

function Way({ name, children }: { name: string; children: ReactNode }) {
  return (
    <section className="flex flex-col gap-2.5 rounded-card border border-line bg-card px-[18px] py-4 sm:bg-paper">
      <h2 className="font-semibold">{name}</h2>
      {children}
    </section>
  );
}

/** How Obico's plugin is set up in OctoPrint. @param children what comes of it */
export function OctoPrintAgent({ children }: { children: ReactNode }) {
  return (
    <Way name={t("agent.octoprint")}>
      <p>{t.rich("agent.octoprintInstall", { b: bold })}</p>
      <p>{t("agent.octoprintServer")}</p>
      <Line>{env().portalUrl}</Line>
      {children}
    </Way>
  );
}

/** How the one for Klipper is. @param children what comes of it */
export function KlipperAgent({ children }: { children: ReactNode }) {
  const { portalUrl } = env();
  return (
    <Way name={t("agent.klipper")}>
      <p>{t.rich("agent.klipperServer", { b: bold })}</p>
      <Line>{`url = ${portalUrl}`}</Line>
      <p>{t("agent.klipperInstall")}</p>
      <Line>{`./install.sh -S ${portalUrl}`}</Line>
      {children}
    </Way>
  );
}
