import { createHash } from "node:crypto";
import type { PageAnswer } from "../../program/serve.ts";
import type { Locale } from "../sheet.ts";
import { Html, html } from "./html.ts";
import { style } from "./style.ts";
import { say } from "./words.ts";

/** Everything that these pages may load, do and be put into: nothing. https://developer.mozilla.org/en-US/docs/Web/HTTP/Headers/Content-Security-Policy */
const policy = [
  "default-src 'none'",
  `style-src 'sha256-${createHash("sha256").update(style).digest("base64")}'`,
  // The empty icon, without which browsers ask for one.
  "img-src data:",
  "form-action 'self'",
  "frame-ancestors 'none'",
  "base-uri 'none'",
].join("; ");

const headers = {
  "content-type": "text/html; charset=utf-8",
  "content-security-policy": policy,
  "x-frame-options": "DENY",
  "x-content-type-options": "nosniff",
  // Not no-referrer: browsers would then send forms with the origin "null".
  "referrer-policy": "same-origin",
  "cache-control": "no-store",
  "cross-origin-opener-policy": "same-origin",
  "x-robots-tag": "noindex",
};

interface Shell {
  readonly locale: Locale;
  readonly title: string;
  /** Who is in; empty when unknown. */
  readonly name?: string | undefined;
  /** The visitor has this one page only. */
  readonly alone?: boolean;
  readonly status?: number;
}

/** A whole page, as it is answered. */
export function page({ locale, title, name, alone, status = 200 }: Shell, content: Html): PageAnswer {
  const home = html`<a class="home" href="/anomalies/">Benevoclic · ${say.anomalies[locale]}</a>`;
  const report = html`<a href="/anomalies/report">${say.report[locale]}</a>`;
  const body = html`<!doctype html>
<html lang="${locale}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title}</title>
<link rel="icon" href="data:,">
<style>${new Html(style)}</style>
</head>
<body>
<header>${alone ? html`<span class="home">Benevoclic</span>` : html`${home}${report}`}${name ? html`<span class="who">${name}</span>` : undefined}</header>
<main>
${content}
</main>
</body>
</html>
`;
  return { status, headers, body: body.text };
}

/** After a POST: the page is asked for anew, so that loading it again does nothing twice. */
export const redirect = (to: string): PageAnswer => ({ status: 303, headers: { ...headers, location: to }, body: "" });
