import { CopyButton } from "@/components/ui/copy-button";
import { t } from "@/lib/messages/messages";

/** The line for the computer beside a printer, to be copied whole. @param beside what else can be done with it */
export function SetupLine({ line, children }: { line: string; children?: React.ReactNode }) {
  return (
    <div className="flex flex-col gap-2.5">
      <code
        dir="ltr"
        className={
          "block rounded-field border border-line bg-card px-3.5 py-2.5 text-tiny leading-snug " +
          "[overflow-wrap:anywhere] select-all sm:bg-paper"
        }
      >
        {line}
      </code>
      <div className="grid grid-cols-[repeat(auto-fit,minmax(min(9rem,100%),1fr))] gap-2.5 [&_button]:px-2">
        <CopyButton text={line} label={t("setup.copy")} copied={t("setup.copied")} />
        {children}
      </div>
    </div>
  );
}
