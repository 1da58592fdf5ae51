import type { Text } from "../../../kit/model/text.ts";
import type { PageAnswer } from "../../program/serve.ts";
import type { Anomaly } from "../anomaly.ts";
import type { Span } from "../lines.ts";
import type { Locale } from "../sheet.ts";
import { type Html, html } from "./html.ts";
import { page } from "./layout.ts";
import { moment } from "./words.ts";

/** What is shown of the quarter of an hour around an anomaly's beginning. */
export interface Around {
  readonly locale: Locale;
  readonly name: string;
  readonly clock: Date;
  readonly anomaly: Anomaly;
  /** Whose it is; nothing where one thing was asked for by its id. */
  readonly services: readonly string[];
  readonly span: Span;
}

interface Shown {
  readonly title: Text;
  /** Its last part in the page's address. */
  readonly path: string;
  /** All whose it can be. */
  readonly every: readonly string[];
  /** Whether the store answered. */
  readonly known: boolean;
  /** Ways on, below the services. */
  readonly links?: Html | undefined;
  readonly content: Html | readonly Html[];
}

export const addressOf = ({ id }: Anomaly): string => `/anomalies/${id}`;

/** The page of it, with the services to choose from. */
export function aroundPage({ locale, name, clock, anomaly, services, span }: Around, shown: Shown): PageAnswer {
  const { title, path, every, known, links, content } = shown;
  const at = addressOf(anomaly);
  const others = every.map((service) =>
    services.length === 1 && services[0] === service
      ? html`<strong>${service}</strong> `
      : html`<a href="${at}/${path}?service=${service}">${service}</a> `,
  );
  const whose = services.length === 0 ? "" : `${services.join(", ")} · `;
  return page(
    { locale, title: `${title[locale]} · ${anomaly.id}`, name, status: known ? 200 : 503 },
    html`<section class="card"><h1>${title[locale]}</h1>
<p><a href="${at}">${anomaly.title}</a></p>
<p class="quiet">${whose}${moment(span.from.toISOString(), locale, clock)} → ${moment(span.to.toISOString(), locale, clock)}</p>
<p class="links">${others}</p>${links}</section>
${content}`,
  );
}
