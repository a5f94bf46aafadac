import { Notice } from "@/components/ui/notice";

/**
 * Where the page's script looks for the printer of this page's line, and goes to the question about it once it is
 * there: without it a reload does. Says also that a new printer came online on this network: a hint only, adding it
 * takes its code. Its place is kept, so that nothing moves when it is said.
 * @param text that hint; not said where there is no field for the code, or the line has news of its own
 * @param waiting what is said meanwhile
 */
export const NearbyHint = ({ url, text, waiting }: { url: string; text?: string | undefined; waiting: string }) => (
  <div aria-live="polite" data-printer={url} className={text ? "late-news" : waiting ? undefined : "contents"}>
    {text && (
      <div data-once hidden>
        <Notice tone="good">{text}</Notice>
      </div>
    )}
    <p data-until={text && ""} className="text-small text-soft empty:hidden">
      {waiting}
    </p>
  </div>
);
