import { t } from "@/lib/messages/messages";

const STYLE = `
:root{color-scheme:light dark;--paper:#f7f4ee;--card:#fffdf9;--ink:#1d1a16;--soft:#635c51;--line:#e4ddd0;--good:#1a6e44;--bad:#a3241b;--filament:#c0431a}
@media(prefers-color-scheme:dark){:root{--paper:#15130f;--card:#1d1a15;--ink:#f3eee5;--soft:#aba293;--line:#38332a;--good:#6fd3a0;--bad:#ff9d92;--filament:#ff8a5c}}
*{box-sizing:border-box;margin:0}body{background:var(--paper);color:var(--ink);font:1.0625rem/1.5 system-ui,-apple-system,"Segoe UI",Roboto,sans-serif}
main{max-width:540px;margin:0 auto;padding:max(56px,12vh) 24px 40px}svg{width:64px;height:64px;margin-bottom:24px;color:var(--good)}svg.no{color:var(--bad)}
h1{font-size:1.7rem;line-height:1.16;letter-spacing:-.018em;margin-bottom:10px}h2{font-size:1.06rem;margin:36px 0 6px}p{color:var(--soft)}
dl{margin-top:16px;border:1px solid var(--line);border-radius:18px;background:var(--card);padding:4px 16px}dl>div{padding:10px 0;border-top:1px solid var(--line)}dl>div:first-child{border:0}
dt{font-size:.85rem;color:var(--soft)}dd{display:flex;gap:12px;justify-content:space-between;align-items:center}dd span{min-width:0;overflow-wrap:anywhere;font-family:ui-monospace,monospace;font-size:.88rem}
button{flex:none;min-height:48px;min-width:76px;padding:0 14px;border:1.5px solid var(--line);border-radius:14px;background:none;color:inherit;font:inherit;font-size:.9rem;font-weight:600;cursor:pointer}
button:focus-visible{outline:3px solid var(--filament);outline-offset:2px}`;

// Apps read the address after loading, so it stays for two seconds; then it leaves address bar and history.
const CLEAR = `setTimeout(function(){history.replaceState(null,"",location.pathname)},2000)`;

const list = (copy: string, copied: string) => `
var dl=document.querySelector("dl");
new URLSearchParams(location.search.replace(/\\+/g,"%2B")).forEach(function(value,name){
var row=document.createElement("div"),dt=document.createElement("dt"),dd=document.createElement("dd"),v=document.createElement("span"),b=document.createElement("button");
dt.textContent=name;v.textContent=value;b.type="button";b.textContent=${JSON.stringify(copy)};b.setAttribute("aria-label",${JSON.stringify(copy)}+" "+name);
b.onclick=function(){navigator.clipboard.writeText(value).then(function(){b.textContent=${JSON.stringify(copied)}})};
dd.append(v,b);row.append(dt,dd);dl.append(row)});
document.getElementById("developer").hidden=false`;

/**
 * The completion page as HTML (docs/app-contract.md#3-completion): loads nothing, holds no value of the query. For an
 * app in development a script on the page lists what was returned and the address stays.
 */
export function completePage({
  connected,
  development,
  nonce,
}: {
  connected: boolean;
  development: boolean;
  nonce: string;
}): string {
  const title = t(connected ? "complete.titleYes" : "complete.titleNo");
  const developer = development
    ? `<section id="developer" hidden><h2>${t("complete.developer")}</h2><p>${t("complete.developerLead")}</p><dl></dl></section>`
    : "";
  const script = development ? list(t("complete.copy"), t("complete.copied")) : CLEAR;
  return `<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1, viewport-fit=cover"><meta name="referrer" content="no-referrer"><meta name="robots" content="noindex"><link rel="icon" href="data:,"><title>${title}</title><style nonce="${nonce}">${STYLE}</style></head>
<body><main data-step="complete">
<svg${connected ? "" : ' class="no"'} viewBox="0 0 24 24" fill="none" stroke="currentColor" stroke-width="1.8" stroke-linecap="round" stroke-linejoin="round" aria-hidden="true"><circle cx="12" cy="12" r="10.5"/><path d="${connected ? "M7 12.5l3.5 3.5L17 9" : "M8 8l8 8M16 8l-8 8"}"/></svg>
<h1>${title}</h1><p>${t(connected ? "complete.leadYes" : "complete.leadNo")}</p>${developer}
</main><script nonce="${nonce}">${script}</script></body>
</html>
`;
}
