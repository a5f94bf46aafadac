import { CopyButton } from "@/components/ui/copy-button";
import { t } from "@/lib/messages/messages";

/** The line for the computer beside a printer, to be copied whole. @param beside what else can be done with it */
export function SetupLine({ line, children }: { line: string; children?: React.ReactNode }) {
  return (
    <div className="flex flex-col gap-2.5">
      <code
        dir="ltr"
        className={
          "block rounded-card border border-block-edge bg-block px-3.5 py-3 text-tiny leading-relaxed text-block-ink " +
          "[overflow-wrap:anywhere] select-all"
        }
      >
        {line}
      </code>
      <div className="grid grid-cols-[repeat(auto-fit,minmax(min(9rem,100%),1fr))] gap-2.5 [&_button]:px-2">
        <CopyButton look="primary" text={line} label={t("setup.copy")} copied={t("setup.copied")} />
        {children}
      </div>
    </div>
  );
}
