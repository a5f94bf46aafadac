import { parse, TYPE, type MessageFormatElement } from "@formatjs/icu-messageformat-parser";
import { printAST } from "@formatjs/icu-messageformat-parser/printer.js";

/**
 * Languages that nobody speaks, for tests of the layout: English, longer by two fifths and with accents; the second is
 * written from right to left. Evaluation mode alone has them, where a start URL asks (`ui_locales=qps-ploc`).
 */
export const PSEUDO_LANGUAGES = ["qps-ploc", "qps-plocm"] as const;

export const isPseudo = (tag: string): boolean => PSEUDO_LANGUAGES.some((one) => one === tag);

export const isRightToLeftPseudo = (tag: string): boolean => tag === "qps-plocm";

const PLAIN = "aceinouyACEINOUY";
const ACCENTED = "áçéíñóúýÁÇÉÍÑÓÚÝ";
const LONGER = 0.4;

const accented = (letter: string) => ACCENTED[PLAIN.indexOf(letter)] ?? letter;

/** A text as a language with longer words would have it: the words grow, since words are what breaks a layout. */
const stretch = (text: string): string =>
  text.replace(
    /\p{L}{3,}/gu,
    (word) => [...word].map(accented).join("") + "é".repeat(Math.max(1, Math.round(word.length * LONGER))),
  );

function stretchAll(elements: MessageFormatElement[]): MessageFormatElement[] {
  return elements.map((element) => {
    if (element.type === TYPE.literal) return { ...element, value: stretch(element.value) };
    if (element.type === TYPE.tag) return { ...element, children: stretchAll(element.children) };
    if (element.type !== TYPE.plural && element.type !== TYPE.select) return element;
    const options = Object.entries(element.options).map(([name, option]) => [
      name,
      { ...option, value: stretchAll(option.value) },
    ]);
    return { ...element, options: Object.fromEntries(options) as typeof element.options };
  });
}

/** Texts of a pseudo-language, made of English. What is a line to copy stays as it is. */
export function pseudoMessages<Texts extends object>(english: Texts): Texts {
  return Object.fromEntries(
    Object.entries(english).map(([key, text]: [string, string | object]) => [
      key,
      typeof text === "object" ? pseudoMessages(text) : printAST(stretchAll(parse(text))),
    ]),
  ) as Texts;
}
