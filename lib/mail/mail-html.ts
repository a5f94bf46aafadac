import { env } from "@/lib/env";
import { escapeHtml } from "@/lib/escape-html";
import type { MailContent, MailPart } from "@/lib/mail/compose-mail";
import { rootLanguageText } from "@/lib/messages/locale";
import { THEMES } from "@/lib/palette";

/** Widest that a mail gets. */
const WIDTH = 600;
/** How large the pictures are shown that travel with a mail, and their names in it (RFC 2392). */
export const THREAD = { width: 552, height: 56 };
export const MAIL_LOGO = { cid: "logo@portal", height: 20 };
export const threadCid = (form: MailContent["thread"]): string => `thread-${form}@portal`;

/** Like a code: six to eight digits. */
const LOOKS_LIKE_CODE = /\d{6}/;

/**
 * A color as mail programs read it; those that follow the operator's accent (BRAND_ACCENT) are measured at the start.
 * One of six digits would be a second number beside a code.
 */
function color(name: string, theme: keyof typeof THEMES = "light"): string {
  const tones: Record<string, string> = env().brand.tones?.[theme] ?? {};
  const hex = tones[name] ?? THEMES[theme][name] ?? "";
  const [red, green, blue] = [1, 3, 5].map((at) => parseInt(hex.slice(at, at + 2), 16));
  return LOOKS_LIKE_CODE.test(hex) ? `rgb(${red},${green},${blue})` : hex;
}

/** What changes in a dark theme, by class: mail programs keep no variables. */
const DARK_CLASSES: Record<string, string> = {
  paper: "background-color:$paper",
  card: "background-color:$card;border-color:$line",
  ink: "color:$ink",
  soft: "color:$soft",
  block: "background-color:$paper;color:$ink",
  fill: "background-color:$filament",
  onfill: "color:$filament-ink",
  rim: "border-color:$edge",
  mark: "border-color:$filament",
};

const dark = (rule: string) =>
  `${rule.replace(/\$([a-z-]+)/g, (_, name: string) => color(name, "dark"))};`.replaceAll(";", "!important;");

const styles = () =>
  ":root{color-scheme:light dark;supported-color-schemes:light dark}@media (prefers-color-scheme:dark){" +
  `${Object.entries(DARK_CLASSES)
    .map(([name, rule]) => `.${name}{${dark(rule)}}`)
    .join("")}}`;

/** Long addresses and names break. */
const BREAKS = "word-break:break-word;overflow-wrap:anywhere;";
const FONT = "font-family:system-ui,-apple-system,'Segoe UI',Roboto,Arial,sans-serif;";
const MONO = "font-family:ui-monospace,Menlo,Consolas,monospace;";
const TABLE = 'role="presentation" cellpadding="0" cellspacing="0" border="0"';

/** A line of a mail's only table: every mail program keeps these. */
const row = (html: string, gap = 16) => `<tr><td style="padding:0 0 ${gap}px;${BREAKS}">${html}</td></tr>`;

const paragraph = (text: string) =>
  `<p class="ink" style="margin:0;color:${color("ink")};font-size:16px;line-height:24px;text-wrap:pretty">` +
  `${escapeHtml(text)}</p>`;

const block = (text: string, style: string) =>
  `<div class="block" style="padding:16px;border-radius:14px;background-color:${color("paper")};` +
  `color:${color("ink")};${MONO}${style}" dir="ltr">${escapeHtml(text)}</div>`;

/** A name that is this short stays in one piece: names of printers may be long. */
const SHORT = 20;

const fact = ([name, value]: [string, string]) =>
  `<tr><td class="soft" valign="top" style="padding:3px 16px 3px 0;color:${color("soft")}` +
  `${name.length <= SHORT ? ";white-space:nowrap" : ""}">${escapeHtml(name)}</td>` +
  `<td class="ink" valign="top" style="padding:3px 0;color:${color("ink")};${BREAKS}">${escapeHtml(value)}</td></tr>`;

function part(it: MailPart): string {
  if (typeof it === "string") return row(paragraph(it));
  if ("code" in it)
    return row(
      block(it.code, "font-size:34px;line-height:40px;font-weight:700;letter-spacing:.18em;text-align:center"),
    );
  if ("line" in it)
    return row(block(it.line, `font-size:13px;line-height:20px;word-break:normal;overflow-wrap:anywhere`));
  return row(`<table ${TABLE} style="font-size:15px;line-height:22px">${it.facts.map(fact).join("")}</table>`);
}

function button({ label, url, quiet }: NonNullable<MailContent["button"]>): string {
  const look = quiet ? "rim" : "fill";
  const rim = quiet ? `border:2px solid ${color("edge")}` : `background-color:${color("filament")}`;
  const ink = quiet ? "ink" : "onfill";
  const words = quiet ? color("ink") : color("filament-ink");
  return row(
    `<table ${TABLE} width="100%"><tr><td class="${look}" align="center" style="border-radius:16px;${rim}">` +
      `<a class="${ink}" href="${escapeHtml(url)}" target="_blank" rel="noopener" style="display:block;` +
      `padding:15px 20px;color:${words};font-size:16px;line-height:22px;font-weight:600;text-decoration:none">` +
      `${escapeHtml(label)}</a></td></tr></table>`,
    4,
  );
}

/** The filament as a picture. */
function thread(form: MailContent["thread"]): string {
  const { width, height } = THREAD;
  return row(
    `<img src="cid:${threadCid(form)}" alt="" width="${width}" height="${height}" ` +
      `style="display:block;width:100%;max-width:${width}px;height:auto;border:0">`,
  );
}

/** The operator's logo, or the portal's own ring. */
const emblem = () =>
  env().brand.logo
    ? `<img src="cid:${MAIL_LOGO.cid}" alt="" height="${MAIL_LOGO.height}" ` +
      `style="height:${MAIL_LOGO.height}px;width:auto;max-width:128px;border:0;vertical-align:middle">`
    : `<span class="mark" style="display:inline-block;width:6px;height:6px;border:3px solid ${color("filament")};` +
      `border-radius:9px;vertical-align:1px"></span>`;

const mark = () =>
  row(
    `${emblem()}&nbsp; <span class="soft" style="color:${color("soft")};` +
      `font-size:14px;line-height:20px;font-weight:600">${escapeHtml(env().serviceName)}</span>`,
    12,
  );

const LINK = /https?:\/\/\S+[^\s.,)]/g;

/** As much of an address as fits a line: the rest is of no use to a reader. */
const LONGEST = 44;
const shortened = (url: string) => (url.length > LONGEST ? `${url.slice(0, LONGEST)}…` : url);

/** A quiet sentence below; the addresses in it lead there. */
const smallLine = (text: string) =>
  `<p class="soft" style="margin:0 0 8px;color:${color("soft")};font-size:13px;line-height:19px;${BREAKS}">` +
  escapeHtml(text).replace(
    LINK,
    (url) =>
      `<a class="soft" href="${url}" target="_blank" rel="noopener" style="color:${color("soft")}">` +
      `${shortened(url)}</a>`,
  ) +
  "</p>";

/**
 * A mail as HTML: tables and inline styles, which mail programs keep, in the portal's colors of both themes. Nothing
 * in it runs or is loaded: its pictures travel with it (mail-pictures.ts), so nothing tells that it was read.
 */
export function mailHtml(content: MailContent, { help }: { help: { label: string; url: string } | undefined }): string {
  const { subject, heading = subject, parts, small = [] } = content;
  const title =
    `<h1 class="ink" style="margin:0;color:${color("ink")};font-size:22px;line-height:28px;font-weight:700;` +
    `text-wrap:balance">${escapeHtml(heading)}</h1>`;
  const letter = [
    mark(),
    thread(content.thread),
    row(title, 10),
    ...parts.map(part),
    content.button ? button(content.button) : "",
  ].join("");
  const below = [...small, ...(help ? [`${help.label}: ${help.url}`] : [])].map(smallLine).join("");
  return (
    `<!doctype html><html ${rootLanguageText()}>` +
    '<head><meta charset="utf-8">' +
    '<meta name="viewport" content="width=device-width,initial-scale=1">' +
    '<meta name="color-scheme" content="light dark"><meta name="supported-color-schemes" content="light dark">' +
    `<title>${escapeHtml(subject)}</title><style>${styles()}</style></head>` +
    `<body class="paper" style="margin:0;padding:0;background-color:${color("paper")};${FONT}">` +
    `<table ${TABLE} width="100%" class="paper" style="background-color:${color("paper")};${FONT}">` +
    `<tr><td align="center" style="padding:24px 12px">` +
    `<table ${TABLE} width="100%" style="max-width:${WIDTH}px;table-layout:fixed;text-align:left">` +
    `<tr><td class="card" style="padding:22px 24px 10px;border:1px solid ${color("line")};border-radius:20px;` +
    `background-color:${color("card")}"><table ${TABLE} width="100%" style="table-layout:fixed">${letter}</table>` +
    `</td></tr><tr><td style="padding:16px 8px 0">${below}</td></tr></table></td></tr></table></body></html>`
  );
}
