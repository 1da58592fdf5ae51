import { z } from "zod";
import { remedyDue } from "../../../kit/model/routing.ts";
import { forbidsRepairs, silencesSchema } from "../../../kit/model/silences.ts";
import { answerOf, answerWithin, type Peer } from "../peer.ts";
import { Failed } from "../store.ts";
import { silence } from "./alertmanager.ts";
import { form, type Sender } from "./form.ts";
import { type Html, html } from "./html.ts";
import { quiets } from "./quiet.ts";
import { moment, healingWords as words } from "./words.ts";

/** https://github.com/prometheus/alertmanager/blob/main/api/v2/openapi.yaml */
const receiversSchema = z.array(z.object({ name: z.string() }));

/** The receiver of what is due: kit/model/routes.ts. Where there is none, nothing repairs. */
const receiver = "remediation";

/** Whether what repairs without a person may do so, in people's hands: a silence forbids it, as `npm run remediation` does. */
export interface Healing {
  /** Undefined where nothing repairs, or Alertmanager does not answer. */
  now(): Promise<HealingNow | undefined>;
  /** @throws Failed */
  forbid(until: Date, by: string, now: Date): Promise<void>;
  /** Ends what forbids everything; what somebody forbids of one alert or target stays. @throws Failed */
  allow(): Promise<void>;
}

export interface HealingNow {
  /** The one that lasts longest of those who have forbidden it. */
  readonly forbidden?: { readonly until: Date; readonly by: string };
  /** Silences that are not understood: each may forbid it, so that nothing is done. */
  readonly unreadable?: readonly string[];
}

export function healingBy(alertmanager: Peer): Healing {
  const listed = async () => {
    const { there, unreadable } = await answerOf(alertmanager, "/api/v2/silences", silencesSchema);
    return {
      unreadable,
      forbidding: there.filter(({ status, matchers }) => status.state === "active" && forbidsRepairs(matchers)),
    };
  };
  return {
    now: async () => {
      try {
        const [receivers, { forbidding, unreadable }] = await Promise.all([
          answerOf(alertmanager, "/api/v2/receivers", receiversSchema),
          listed(),
        ]);
        if (!receivers.some(({ name }) => name === receiver)) return undefined;
        const [last] = forbidding.sort((a, b) => Date.parse(b.endsAt) - Date.parse(a.endsAt));
        return {
          ...(last && { forbidden: { until: new Date(last.endsAt), by: last.createdBy } }),
          ...(unreadable.length > 0 && { unreadable }),
        };
      } catch {
        return undefined;
      }
    },

    forbid: (until, by, now) =>
      silence(alertmanager, { alertname: remedyDue.alertname }, { until, by, now, comment: "the anomalies' pages" }),

    allow: async () => {
      try {
        for (const { id } of (await listed()).forbidding) {
          const response = await alertmanager(`/api/v2/silence/${id}`, {
            ...{ method: "DELETE", signal: AbortSignal.timeout(answerWithin) },
          });
          if (!response.ok) throw new Error(`Alertmanager answers ${response.status}`);
        }
      } catch {
        throw new Failed("update", "Alertmanager does not end the silence over self-healing", {
          ...{ certain: true, remedy: "try again; see whether Alertmanager runs" },
        });
      }
    },
  };
}

/** Says whether it is allowed, with the buttons that forbid and allow it. */
export function healingCard({ forbidden, unreadable }: HealingNow, sender: Sender, now: Date): Html {
  const { locale } = sender;
  const button = (act: string, text: string) => html`<button name="act" value="${act}">${text}</button>`;
  const state = forbidden
    ? html`<p><strong>${words.forbidden[locale]} ${moment(forbidden.until, locale, now)}</strong> (${forbidden.by})</p>`
    : unreadable
      ? html`<p><strong>${words.unreadable[locale]}</strong> (${unreadable.join(", ")})</p>`
      : html`<p>${words.allowed[locale]}</p>`;
  const buttons = html`<p class="hint">${words.hint[locale]}</p>${forbidden ? button("allow", words.allow[locale]) : html`${quiets(now).map(({ name, text }) => button(`forbid-${name}`, text[locale]))}`}`;
  return html`<section class="card act" id="healing"><h2>${words.title[locale]}</h2>${state}
<details><summary>${(forbidden ? words.allow : words.forbid)[locale]}</summary>${form(sender, "healing", buttons)}</details></section>`;
}
