/** A place in a Markdown file that leads elsewhere. `line` counts from 1. */
export type MarkdownLink = { line: number; target: string };

/** The lines of a Markdown file outside of its code blocks; those inside are empty. */
function proseLines(markdown: string): string[] {
  let fence: string | undefined;
  let inList = false;
  return markdown.split("\n").map((line) => {
    const mark = /^ {0,3}(`{3,}|~{3,})/.exec(line)?.[1];
    if (fence !== undefined) {
      if (mark?.startsWith(fence)) fence = undefined;
      return "";
    }
    if (mark !== undefined) {
      fence = mark;
      return "";
    }
    if (/^ {0,3}([-*+]|\d+\.) /.test(line)) inList = true;
    else if (/^\S/.test(line)) inList = false;
    // Within a list four blanks are its text, elsewhere they are code.
    return /^(\t| {4})/.test(line) && !inList ? "" : line;
  });
}

/** What is read of a heading: without the signs of Markdown. */
const plainText = (heading: string) =>
  heading
    .replace(/!?\[([^\]]*)\]\([^)]*\)/g, "$1")
    .replace(/<[^>]+>/g, "")
    .replace(/[`*]/g, "")
    .trim();

/**
 * The anchors of a Markdown file by the rules of GitHub: lower case, letters, digits, `_` and `-` only, blanks become
 * hyphens, and the second of a name gets `-1`.
 */
export function anchorsOf(markdown: string): Set<string> {
  const anchors = new Set<string>();
  for (const line of proseLines(markdown)) {
    const heading = /^ {0,3}#{1,6}\s+(.*?)(?:\s+#+)?\s*$/.exec(line)?.[1];
    if (heading === undefined) continue;
    const slug = plainText(heading)
      .toLowerCase()
      .replace(/[^\p{L}\p{M}\p{N}\p{Pc}\- ]/gu, "")
      .replaceAll(" ", "-");
    let anchor = slug;
    for (let count = 1; anchors.has(anchor); count++) anchor = `${slug}-${count}`;
    anchors.add(anchor);
  }
  return anchors;
}

/** The links and pictures of a Markdown file, also those that are written as HTML. */
export function linksOf(markdown: string): MarkdownLink[] {
  const kinds = [/\]\(\s*<?([^)\s>]+)>?(?:\s+"[^"]*")?\s*\)/g, /\b(?:href|src|srcset)="([^"]+)"/g];
  return proseLines(markdown).flatMap((line, index) => {
    const prose = line.replace(/`[^`]*`/g, "");
    return kinds.flatMap((kind) => [...prose.matchAll(kind)].map(([, target = ""]) => ({ line: index + 1, target })));
  });
}

/** Files of this repository that a Markdown file names in code marks, such as `lib/clock.ts`. */
export function filesNamedIn(markdown: string): MarkdownLink[] {
  const named = /`((?:app|components|docs|e2e|lib|prisma|scripts|tests)\/[\w.\-/[\]]+\.\w+)`/g;
  return proseLines(markdown).flatMap((line, index) =>
    [...line.matchAll(named)].map(([, target = ""]) => ({ line: index + 1, target })),
  );
}
