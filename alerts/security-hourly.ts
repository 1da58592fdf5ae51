import { alert, because } from "../kit/model/alert.ts";
import type { EventsCondition } from "../kit/model/condition.ts";
import { seconds } from "../kit/model/durations.ts";
import { type ExampleContext, given, justBeyond, justWithin, neverYet, steady } from "../kit/model/example.ts";
import { justEnough, justTooFew } from "../kit/model/guard.ts";
import { promql } from "../kit/model/promql.ts";
import { counted, seriesOf } from "../kit/model/series.ts";
import { api } from "../signals/metrics/api.ts";
import { providerFailuresHourly } from "../signals/security.ts";
import { rare } from "./proven-by.ts";
import { securityLoginBurst, securityLoginSlowAttack, securityProviderFailing } from "./security.ts";

/** Who forgot a password gives up before, and nobody mistypes twenty times out of twenty. */
const twentyAttempts: EventsCondition = {
  events: { of: { name: api.logins.name, labels: {} }, atLeast: 20, over: "1h" },
  over: "1h",
  expr: promql`sum by (instance, provider) (increase(${api.logins}[1h])) >= 20`,
  produce: () => [],
};

/** Logins by Google for two hours: one in so many seconds, and whether an attempt succeeds. */
const attempts = ({ instance, interval }: ExampleContext, every: number, succeeds: (attempt: number) => boolean) => {
  const passed = Array.from({ length: seconds("2h") / interval }, (_, index) => Math.floor((index * interval) / every));
  return [true, false].map((success) =>
    seriesOf(
      api.logins,
      { instance, provider: "google", success: String(success) },
      counted(
        passed.map((attempt, index) =>
          attempt !== passed[index - 1] && succeeds(attempt) === success ? 1 / interval : 0,
        ),
        interval,
      ),
    ),
  );
};

export const securityProviderFailingForHour = alert("SecurityProviderFailingForHour", {
  provenBy: rare,
  ...securityProviderFailing,
  title: { fr: "Un fournisseur refuse tout depuis une heure", en: "One provider refuses all for an hour" },
  on: providerFailuresHourly,
  onlyWhile: twentyAttempts,
  levels: { critical: { above: 0.99, for: "5m" } },
  tellsLate:
    "what is rare is certain after an hour only; SecurityProviderFailing tells within minutes while many sign in",
  causes: [because(securityLoginBurst), because(securityLoginSlowAttack), because(securityProviderFailing)],
  summary: {
    fr: "Depuis une heure, aucune connexion par {{provider}} n'a réussi sur {{instance}} ({{value}} de refus)",
    en: "For an hour no login by {{provider}} has succeeded on {{instance}} ({{value}} refused)",
  },
  examples: {
    fires: [
      steady(justBeyond),
      justEnough(providerFailuresHourly, twentyAttempts),
      given("forty of forty, one in two minutes", (context) => attempts(context, 120, () => false)),
    ],
    silent: [
      steady(justWithin),
      neverYet(providerFailuresHourly),
      justTooFew(providerFailuresHourly, twentyAttempts),
      given("one in ten succeeds", (context) => attempts(context, 120, (attempt) => attempt % 10 === 0)),
    ],
  },
});
