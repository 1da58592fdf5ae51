import type { Locale } from "../sheet.ts";
import { words } from "../words.ts";
import { type Html, html } from "./html.ts";

/** The next steps that stand in a record, as its people left them. */
export function stepsIn(text: string, locale: Locale): string[] {
  const [, section = ""] = text.split(`## ${words.actions[locale]}\n`);
  const [own = ""] = section.split(/^## /m);
  return own
    .split("\n")
    .flatMap((line) => /^\s*- \[[ xX]\] (.+)$/.exec(line)?.[1] ?? [])
    .map(plainText);
}

/** A record's Markdown without its hidden lines, for reading it as it is. */
export const readable = (text: string): string =>
  plainText(text.replace(/<!--.*?-->/gs, "").replace(/\n{3,}/g, "\n\n")).trim();

/** Without the escapes of kit/model/github-markdown.ts. */
function plainText(text: string): string {
  return text
    .replace(/\u200b/g, "")
    .replace(/<(https?:[^>\s]+)>/g, "$1")
    .replace(/\\([\\`*_{}[\]!|~$.)+=-])/g, "$1")
    .replace(/&#(\d{1,6});/g, (_, code: string) => String.fromCodePoint(Math.min(Number(code), 0x10ffff)));
}

/** A step as it was declared: what stands between backquotes is typed, addresses are followed, numbers are called. */
export function step(text: string): Html {
  const parts = text.split("`");
  const typed = (index: number) => index % 2 === 1 && index < parts.length - 1;
  return html`${parts.map((part, index) => (typed(index) ? html`<code>${part}</code>` : linked(part)))}`;
}

const target = /(https?:\/\/[^\s`<>"]+|[\w.+-]+@[\w-]+\.[\w.-]*\w|\+\d[\d ]{7,16}\d)/;

function linked(text: string): Html {
  return html`${text.split(target).map((part, index) => {
    if (index % 2 === 0) return part;
    const scheme = part.startsWith("http") ? "" : part.startsWith("+") ? "tel:" : "mailto:";
    return html`<a href="${scheme}${scheme === "tel:" ? part.replaceAll(" ", "") : part}">${part}</a>`;
  })}`;
}
