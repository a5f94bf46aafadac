import { readFileSync } from "node:fs";
import ts from "typescript";
import { describe, expect, it } from "vitest";
import { english } from "@/lib/messages/catalogue";
import { sourceFiles } from "@/tests/support/source-files";

/** Keys that are put together in more than one place: a `*` is one part of a key. */
const PUT_TOGETHER = ["mail.perks.*.*"];

/** What a terminal, a file or a field takes as it is, in every language. */
const SAME_EVERYWHERE = /^(node connector|--printer|\.\/install\.sh|url =|ABCD-EFGH$|you@example\.org$)/;

/** Attributes that people read or hear. */
const READ = new Set(["title", "aria-label", "aria-description", "placeholder", "alt", "label", "lead"]);

type Place = { file: string; node: ts.Node; source: ts.SourceFile };

const at = ({ file, node, source }: Place) =>
  `${file}:${source.getLineAndCharacterOfPosition(node.getStart(source)).line + 1}`;

/** Everything that is written in the sources, piece by piece. */
function* pieces(): Generator<Place> {
  for (const file of sourceFiles()) {
    const source = ts.createSourceFile(file, readFileSync(file, "utf8"), ts.ScriptTarget.Latest, true);
    const open: ts.Node[] = [source];
    for (let node = open.pop(); node; node = open.pop()) {
      yield { file, node, source };
      ts.forEachChild(node, (child) => void open.push(child));
    }
  }
}

/** Keys of what the install script says, which is no source of TypeScript. */
const saidByScript = [
  ...readFileSync("lib/connector/install/connector.sh", "utf8").matchAll(/(?<![\w"'])(?:t|tell|die) ([a-z]\w+)/g),
].map(([, key = ""]) => `installer.${key}`);

const keysOf = (texts: object, before = ""): string[] =>
  Object.entries(texts).flatMap(([key, text]: [string, string | object]) =>
    typeof text === "string" ? [before + key] : keysOf(text, `${before}${key}.`),
  );

const isSaid = (node: ts.Node): node is ts.CallExpression =>
  ts.isCallExpression(node) && /^t(\.rich|\.markup)?$/.test(node.expression.getText());

/** `errors.${code}` as a pattern; undefined where it begins with what is put in. */
function patternOf(node: ts.TemplateExpression): RegExp | undefined {
  if (!/^[a-z]\w*\./i.test(node.head.text)) return undefined;
  const parts = [node.head.text, ...node.templateSpans.map(({ literal }) => literal.text)];
  return new RegExp(`^${parts.map((part) => part.replaceAll(".", "\\.")).join("[^.]*")}$`);
}

const all = [...pieces()];

describe("texts", () => {
  it("are each said somewhere", () => {
    const literals = all.flatMap(({ node }) => (ts.isStringLiteralLike(node) ? [node.text] : []));
    const written = new Set([...literals, ...saidByScript]);
    const patterns = [
      ...all.flatMap(({ node }) => (ts.isTemplateExpression(node) ? (patternOf(node) ?? []) : [])),
      ...PUT_TOGETHER.map((key) => new RegExp(`^${key.replaceAll(".", "\\.").replaceAll("*", "[^.]+")}$`)),
    ];
    const isUsed = (key: string) => written.has(key) || patterns.some((pattern) => pattern.test(key));
    expect(keysOf(english).filter((key) => !key.startsWith("crash.") && !isUsed(key))).toEqual([]);
  });

  it("of the install script are in the catalogue", () => {
    const known = new Set(keysOf(english));
    expect(saidByScript.length).toBeGreaterThan(30);
    expect(saidByScript.filter((key) => !known.has(key))).toEqual([]);
  });

  it("are said while somebody reads, not when a module is loaded: the language is not known then", () => {
    const early = all.filter(({ node }) => {
      if (!isSaid(node)) return false;
      for (let outer: ts.Node = node; outer; outer = outer.parent) if (ts.isFunctionLike(outer)) return false;
      return true;
    });
    expect(early.map(at)).toEqual([]);
  });

  it("stand nowhere in a page but in the catalogue", () => {
    const hasWords = (text: string) => /\p{L}{2,}/u.test(text) && !SAME_EVERYWHERE.test(text.trim());
    const loose = all.filter(({ file, node }) => {
      if (!file.endsWith(".tsx") || file.endsWith(".test.tsx")) return false;
      if (ts.isJsxText(node)) return hasWords(node.text);
      if (!ts.isStringLiteralLike(node) && !ts.isTemplateExpression(node)) return false;
      const text = ts.isStringLiteralLike(node) ? node.text : node.head.text;
      const { parent } = node;
      if (ts.isJsxExpression(parent) && !ts.isJsxAttribute(parent.parent)) return hasWords(text);
      const attribute = ts.isJsxExpression(parent) ? parent.parent : parent;
      return ts.isJsxAttribute(attribute) && READ.has(attribute.name.getText()) && hasWords(text);
    });
    expect(loose.map((place) => `${at(place)} ${place.node.getText().trim()}`)).toEqual([]);
  });
});
