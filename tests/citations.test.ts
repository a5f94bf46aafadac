import { existsSync, readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { anchorsOf, filesNamedIn, linksOf } from "./read-markdown";

const ROOT = path.resolve(import.meta.dirname, "..");
const SKIPPED = new Set(["node_modules", "dist", "generated", "results", "test-results"]);
const SOURCE = /\.(ts|tsx|mts|mjs|js|css|prisma|sql|fbs)$/;

/** Files of the repository, by their path from its root. Hidden folders are tools' own, but for the gate's. */
function filesBelow(folder: string): string[] {
  return readdirSync(path.join(ROOT, folder), { withFileTypes: true }).flatMap((entry) => {
    const file = path.posix.join(folder, entry.name);
    if (SKIPPED.has(entry.name) || (entry.name.startsWith(".") && entry.name !== ".ci")) return [];
    return entry.isDirectory() ? filesBelow(file) : [file];
  });
}

const files = filesBelow(".");
const read = (file: string) => readFileSync(path.join(ROOT, file), "utf8");
const pages = files.filter((file) => file.endsWith(".md"));
const sources = files.filter(
  (file) => (SOURCE.test(file) || file === ".ci/run") && path.join(ROOT, file) !== import.meta.filename,
);

/** The text of a source file with comments in one line each, so that a citation may be broken anywhere. */
const joined = (source: string) => source.replace(/\n[ \t]*(?:\*(?!\/)|\/{2,3}|#)?[ \t]*/g, " ");

const anchors = new Map<string, Set<string>>();
function hasAnchor(page: string, anchor: string): boolean {
  const known = anchors.get(page) ?? anchorsOf(read(page));
  anchors.set(page, known);
  return known.has(anchor);
}

/** @param file from the root @returns what is missing, undefined when all is there */
function missing(file: string, anchor: string | undefined): string | undefined {
  const tidy = path.posix.normalize(file);
  if (tidy.startsWith("..") || !existsSync(path.join(ROOT, tidy))) return `${tidy} is not there`;
  if (anchor === undefined) return undefined;
  return tidy.endsWith(".md") && hasAnchor(tidy, anchor) ? undefined : `${tidy} has no heading for #${anchor}`;
}

type Citation = { from: string; page: string; anchor: string | undefined };

const citations = sources.flatMap((from): Citation[] =>
  [...joined(read(from)).matchAll(/(?<![\w./-])(docs\/[\w./-]*)(?:#([\w-]+))?/g)].map(([, page = "", anchor]) => ({
    from,
    page: page.replace(/\.$/, ""),
    anchor,
  })),
);

/** How these papers were cited before they were in the repository: nobody could follow it. */
const OLD_FORMS = [
  /\bcontract,? sections? \d/i,
  /protocol notes/i,
  /\((?:printer )?protocol, /i,
  /\(sections? \d/i,
  /\bbar \d+\b/i,
  /\bbar: (?:[A-Z]{3,}|sizes)/,
  /\bREADME, /,
];

describe("comments", () => {
  it("cite pages and headings that are there", () => {
    expect(citations.filter(({ anchor }) => anchor !== undefined).length).toBeGreaterThan(90);
    const broken = citations.flatMap(({ from, page, anchor }) => {
      const what = missing(page, anchor);
      return what ? [`${from}: ${what}`] : [];
    });
    expect(broken).toEqual([]);
  });

  it("cite sections of the contract, the protocol and the security page by their headings only", () => {
    const broken = citations.filter(
      ({ page, anchor }) => /docs\/(app-contract|printer-protocol|security)\.md$/.test(page) && anchor === undefined,
    );
    expect(broken).toEqual([]);
  });

  it("cite nothing in a way that cannot be followed", () => {
    const found = sources.flatMap((file) => {
      const text = joined(read(file));
      return OLD_FORMS.flatMap((form) => {
        const hit = form.exec(text);
        return hit ? [`${file}: ${text.slice(Math.max(0, hit.index - 40), hit.index + 40)}`] : [];
      });
    });
    expect(found).toEqual([]);
  });
});

describe("Markdown files", () => {
  it("link to files and headings that are there", () => {
    let count = 0;
    const broken = pages.flatMap((page) =>
      linksOf(read(page)).flatMap(({ line, target }) => {
        if (/^[a-z][a-z0-9+.-]*:/i.test(target)) return [];
        count++;
        const [file = "", anchor] = target.split("#");
        const what = missing(file === "" ? page : path.posix.join(path.posix.dirname(page), file), anchor);
        return what ? [`${page}:${line}: ${what}`] : [];
      }),
    );
    expect(broken).toEqual([]);
    expect(count).toBeGreaterThan(50);
  });

  it("name files that are there", () => {
    const broken = pages.flatMap((page) =>
      filesNamedIn(read(page)).flatMap(({ line, target }) => {
        const what = missing(target, undefined);
        return what ? [`${page}:${line}: ${what}`] : [];
      }),
    );
    expect(broken).toEqual([]);
  });
});

describe("anchors", () => {
  it("are made as GitHub makes them", () => {
    const page = [
      "# Start: `GET /appportal/v1`",
      "## 4.2 HTTP request",
      "## What, who_and *why*?",
      "## Twice",
      "### Twice ##",
      "```sh",
      "# no heading",
      "```",
      "    # none either",
      "## See [the list](list.md#x) – überall",
    ].join("\n");
    expect([...anchorsOf(page)]).toEqual([
      "start-get-appportalv1",
      "42-http-request",
      "what-who_and-why",
      "twice",
      "twice-1",
      "see-the-list--überall",
    ]);
  });
});
