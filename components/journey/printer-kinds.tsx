import type { ReactNode } from "react";
import { SetupLine } from "@/components/journey/setup-line";
import { LineIcon } from "@/components/ui/line-icon";
import { env } from "@/lib/env";
import { t } from "@/lib/messages/messages";

/** Where the computer is, and where the printer: at one cable, or in one network. */
function Where({ by }: { by: "cable" | "network" }) {
  return (
    <span className="mb-2 flex flex-wrap items-center gap-2 text-tiny text-soft">
      <LineIcon className="size-7 flex-none" strokeWidth="1.5">
        <path d="M4 6h16v10H4zM9 20h6M12 16v4" />
      </LineIcon>
      {by === "cable" ? (
        <svg viewBox="0 0 40 12" className="h-3 w-10 flex-none text-filament" aria-hidden>
          <path d="M1 6h38" stroke="currentColor" strokeWidth="2.5" strokeLinecap="round" />
        </svg>
      ) : (
        <svg viewBox="0 0 40 12" className="h-3 w-10 flex-none text-filament" aria-hidden>
          <path d="M1 6h38" stroke="currentColor" strokeWidth="2.5" strokeDasharray="1 5.2" strokeLinecap="round" />
        </svg>
      )}
      <LineIcon className="size-7 flex-none" strokeWidth="1.5">
        <path d="M4 21V3h16v18zM4 7h16M12 7v4M10 11h4l-2 3zM7 18h10" />
      </LineIcon>
      <span>{t(`setup.where.${by}`)}</span>
    </span>
  );
}

function Kind({
  name,
  limit,
  by,
  line,
  children,
}: {
  name: string;
  limit: string;
  by: "cable" | "network";
  line: string | undefined;
  children: ReactNode;
}) {
  return (
    <li className="border-line not-first:border-t">
      <details className="group/kind">
        <summary className="flex min-h-13 cursor-pointer flex-wrap items-center justify-between gap-x-3 py-2">
          <b className="font-semibold">{name}</b>
          <span className="text-small text-soft">{limit}</span>
        </summary>
        <div className="pb-3 text-small">
          <Where by={by} />
          <p>{children}</p>
          {line && (
            <div className="mt-2.5">
              <SetupLine second line={line} />
            </div>
          )}
        </div>
      </details>
    </li>
  );
}

/** What works with which printer, before one is chosen; each opens to where its computer is. @param line of the page */
export function PrinterKinds({ line }: { line: string }) {
  const { printerPluginName: plugin } = env();
  return (
    <section>
      <h2 className="mb-2 text-small font-semibold">{t("setup.kindsTitle")}</h2>
      <ul className="rounded-card border border-line bg-card px-[18px] sm:bg-paper">
        {(["octoprint", "klipper", "prusalink", "elegoo", "bambu"] as const).map((kind) => (
          <Kind
            key={kind}
            name={t(`setup.kinds.${kind}.name`)}
            limit={t(`setup.kinds.${kind}.limit`)}
            by={kind === "octoprint" || kind === "klipper" ? "cable" : "network"}
            line={kind === "prusalink" || kind === "elegoo" ? `${line} -s -- --printer http://192.168.1.20` : undefined}
          >
            {kind === "octoprint" && plugin
              ? t("setup.kinds.octoprint.plugin", { plugin })
              : t(`setup.kinds.${kind}.text`)}
          </Kind>
        ))}
      </ul>
    </section>
  );
}
