import { LineIcon } from "@/components/ui/line-icon";
import { languageTags } from "@/lib/messages/catalogue";
import { languageName, locale } from "@/lib/messages/locale";
import { t } from "@/lib/messages/messages";
import { pagePath } from "@/lib/web/page-path";

/** The languages that there are, behind the name of this one. Works without a script. */
export function LanguageSwitch() {
  const tags = languageTags();
  if (tags.length < 2) return null;
  return (
    <details className="text-tiny text-soft">
      <summary
        className={
          "inline-flex min-h-11 cursor-pointer list-none items-center gap-1.5 hover:text-ink " +
          "[&::-webkit-details-marker]:hidden"
        }
      >
        <LineIcon className="size-4 flex-none" strokeWidth="1.8">
          <circle cx="12" cy="12" r="9" />
          <path d="M3 12h18M12 3c3 3 3 15 0 18M12 3c-3 3-3 15 0 18" />
        </LineIcon>
        <span className="sr-only">{t("common.language")} </span>
        {languageName(locale())}
      </summary>
      {/* Upwards: it stands at the end of the page, and below that nobody looks. */}
      <form
        method="post"
        action="/language"
        className={
          "absolute inset-x-4 bottom-full z-10 flex flex-wrap gap-x-5 rounded-lg border border-line " +
          "bg-card px-4 py-1"
        }
      >
        <input type="hidden" name="to" value={pagePath()} />
        {tags.map((tag) => (
          <button
            key={tag}
            name="language"
            value={tag}
            lang={tag}
            aria-current={tag === locale() || undefined}
            className="min-h-11 cursor-pointer hover:text-ink aria-[current]:font-semibold aria-[current]:text-ink"
          >
            {languageName(tag)}
          </button>
        ))}
      </form>
    </details>
  );
}
