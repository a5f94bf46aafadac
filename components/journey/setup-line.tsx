import { CopyButton } from "@/components/ui/copy-button";
import { t } from "@/lib/messages/messages";

/**
 * A line for the computer beside a printer, to be copied whole.
 * @param second it is not the line that most people need @param children what else can be done with it
 */
export function SetupLine({
  line,
  second = false,
  children,
}: {
  line: string;
  second?: boolean;
  children?: React.ReactNode;
}) {
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
        <CopyButton
          look={second ? "outline" : "primary"}
          text={line}
          label={t("setup.copy")}
          copied={t("setup.copied")}
        />
        {children}
      </div>
    </div>
  );
}
