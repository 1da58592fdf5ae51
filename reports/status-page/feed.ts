import { html } from "../../exporters/anomalies/pages/html.ts";
import type { Locale } from "../../kit/model/text.ts";
import { incidentTitle } from "./page.ts";
import type { Status } from "./state.ts";
import { words } from "./words.ts";

/** Every incident that the page shows, as a feed. https://www.rfc-editor.org/rfc/rfc4287 */
export function atomFeed({ madeAt, incidents }: Status, locale: Locale): string {
  const tag = "tag:benevoclic.fr,2026:status";
  const latest = incidents.map(({ updates, endedAt, beganAt }) => endedAt ?? updates.at(-1)?.at ?? beganAt);
  return html`<?xml version="1.0" encoding="utf-8"?>
<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="${locale}">
<id>${tag}/${locale}</id>
<title>${words.title[locale]}</title>
<updated>${latest.toSorted().at(-1) ?? madeAt}</updated>
<author><name>Benevoclic</name></author>
<link rel="alternate" type="text/html" href="./"/>
<link rel="self" type="application/atom+xml" href="feed.atom"/>
${incidents.map((one, index) => {
  const lines = one.updates
    .toReversed()
    .map(({ at, says }) => `${at.slice(0, 16).replace("T", " ")} UTC: ${says[locale]}`);
  return html`<entry>
<id>${tag}/${locale}/${one.id}</id>
<title>${incidentTitle(one, locale)}${one.endedAt ? ` (${words.lasted[locale].split(" ")[0]?.toLowerCase()})` : ""}</title>
<updated>${latest[index]}</updated><published>${one.beganAt}</published>
<link rel="alternate" type="text/html" href="./#${one.id}"/>
<content type="text">${lines.join("\n")}</content>
</entry>
`;
})}</feed>
`.text;
}
