import type { Text } from "../../../kit/model/text.ts";
import { visitorServiceNames, visitorServices } from "../../../signals/visitors.ts";
import type { Anomaly } from "../anomaly.ts";
import { type Announcement, announcementSchema, longestPublicText, publicStates } from "../public-text.ts";
import type { Locale } from "../sheet.ts";
import { type Html, html } from "./html.ts";
import { publicWords as say } from "./words.ts";

/** The fields by which people tell the public of an anomaly, in both languages; what they told last is filled in, or what was sent and refused. */
export function publicFields({ public: told }: Anomaly, locale: Locale, sent?: URLSearchParams): Html {
  const refused = sent?.get("act") === "publish" ? sent : undefined;
  const t = (text: Text) => text[locale];
  const box = (name: (typeof visitorServiceNames)[number]) =>
    html`<label class="choice"><input type="checkbox" name="services" value="${name}"${(refused?.getAll("services") ?? told?.services)?.includes(name) ? html` checked` : undefined}> ${t(visitorServices[name])}</label>`;
  const area = (name: "fr" | "en", label: Text) =>
    html`<label for="public-${name}">${t(label)}</label><textarea id="public-${name}" name="${name}" lang="${name}" maxlength="${longestPublicText}">${refused?.get(name) ?? ""}</textarea>`;
  const last = told?.updates.at(-1)?.says[locale];
  return html`${last === undefined ? undefined : html`<p>${t(say.readNow)} « ${last} »</p>`}
<fieldset><legend>${t(say.services)}</legend>${visitorServiceNames.map(box)}</fieldset>
<label for="public-state">${t(say.state)}</label><select id="public-state" name="state">${publicStates.map((state) => html`<option value="${state}"${(refused?.get("state") ?? told?.state) === state ? html` selected` : undefined}>${t(say[state])}</option>`)}</select>
${area("fr", say.french)}${area("en", say.english)}
<p class="hint">${t(say.hint)}</p>
<button class="main" name="act" value="publish">${t(say.publish)}</button>${told ? html`<button name="act" value="unpublish">${t(say.unpublish)}</button>` : undefined}`;
}

/** What was filled in; undefined when something is missing. */
export function announcementIn(form: URLSearchParams): Announcement | undefined {
  const field = (name: string) => form.get(name) ?? "";
  const says = { fr: field("fr"), en: field("en") };
  return announcementSchema.safeParse({ services: form.getAll("services"), state: field("state"), says }).data;
}
