import { alert, because } from "../kit/model/alert.ts";
import type { Condition, EventsCondition } from "../kit/model/condition.ts";
import { deployment } from "../kit/model/deployment.ts";
import { type ExampleContext, given, justBeyond, justWithin, neverYet, spike, steady } from "../kit/model/example.ts";
import { justEnough, justTooFew } from "../kit/model/guard.ts";
import { promql } from "../kit/model/promql.ts";
import { counted, seriesOf, type TestSeries } from "../kit/model/series.ts";
import { command, link, person } from "../kit/model/step.ts";
import { api } from "../signals/metrics/api.ts";
import { usualLogins } from "../signals/seasonal.ts";
import {
  accessRefused,
  failedLoginShare,
  failedLogins,
  failedLoginsHourly,
  providerFailures,
} from "../signals/security.ts";
import { deployed, leakedPasswords, outsideService } from "./likely.ts";
import { scanner } from "./likely-on-host.ts";

const addresses = (matching: string) =>
  `sudo awk '${matching} {print $1}' /var/log/nginx/access.log | sort | uniq -c | sort -rn | head`;

const block = command("sudo ufw insert 1 deny from ADDRESS", {
  fr: "Si elles viennent de quelques adresses étrangères, bloquer chacune à la place de ADDRESS",
  en: "If they come from a few strange addresses, block each of them in place of ADDRESS",
});

/** More refused than accepted: as visitors grow in number, so do their typing errors, but not their share. */
const mostlyFailing: Condition = { expr: promql`${failedLoginShare} > 0.5`, produce: () => [] };

/** People enough that all of them mistyping is out of the question. */
const tenAttempts: EventsCondition = {
  events: { of: { name: api.logins.name, labels: {} }, atLeast: 10, over: "4m" },
  expr: promql`sum by (instance, provider) (increase(${api.logins}[4m])) >= 10`,
  produce: () => [],
};

/** Logins by email for a quarter of an hour: so many a second that succeed, and that fail. */
function logins({ instance, interval }: ExampleContext, { succeed, fail }: { succeed: number; fail: number }) {
  const series = (success: string, perSecond: number) => {
    const samples = Array.from({ length: 900 / interval }, () => perSecond);
    return seriesOf(api.logins, { instance, success }, counted(samples, interval));
  };
  return [series("true", succeed), series("false", fail)];
}

/** No login succeeds, at a time of day when so many a second usually do. */
const allFailing = (context: ExampleContext, usually: number): TestSeries[] => [
  ...logins(context, { succeed: 0, fail: 0.2 }),
  {
    name: usualLogins.name,
    labels: { instance: context.instance },
    samples: Array.from({ length: 900 / context.interval }, () => usually),
  },
];

export const securityLoginBurst = alert("SecurityLoginBurst", {
  title: { fr: "Attaque sur les mots de passe", en: "Attack on passwords" },
  on: failedLogins,
  onlyWhile: mostlyFailing,
  category: "security",
  levels: { warning: { above: 0.3, for: "5m" }, critical: { above: 2, for: "1m" } },
  summary: {
    fr: "{{value}} connexions refusées sur {{instance}} (limite {{limit}}) : quelqu'un essaie des mots de passe",
    en: "{{value}} failed logins on {{instance}} (limit {{limit}}): somebody is trying passwords",
  },
  impact: {
    fr: "Des comptes de bénévoles ou d'associations peuvent être ouverts par un inconnu ; la connexion ralentit.",
    en: "Accounts of volunteers or associations may be opened by a stranger; signing in gets slower.",
  },
  next: [
    command(addresses('$7 ~ "^/auth/login" && $9 == 401'), {
      fr: "Trouver les adresses d'où viennent les refus",
      en: "Find the addresses that the failures come from",
    }),
    block,
    link("https://console.firebase.google.com/", {
      fr: "Firebase, Authentication, Users : désactiver les comptes ouverts pendant l'attaque depuis ces adresses",
      en: "Firebase, Authentication, Users: disable the accounts opened from these addresses during the attack",
    }),
    person("lead", {
      fr: "Si une connexion a réussi depuis ces adresses, appeler le développeur principal : c'est une intrusion",
      en: "If a login succeeded from these addresses, call the lead developer: it is an intrusion",
    }),
  ],
  likely: [leakedPasswords, scanner],
  examples: {
    fires: [
      steady(justBeyond),
      given("slightly more fail than succeed", (context) =>
        logins(context, { succeed: 1.44 * context.level.limit, fail: 1.56 * context.level.limit }),
      ),
    ],
    silent: [
      steady(justWithin),
      given("slightly fewer fail than succeed", (context) =>
        logins(context, { succeed: 1.56 * context.level.limit, fail: 1.44 * context.level.limit }),
      ),
      neverYet(failedLoginShare),
      spike(justBeyond, { shorterThan: "for" }),
      deployment(failedLogins),
      given("a campaign: ten times the limit signs in, a twelfth of them mistyping", (context) =>
        logins(context, { succeed: 20 * context.level.limit, fail: 1.8 * context.level.limit }),
      ),
    ],
  },
});

export const securityLoginSlowAttack = alert("SecurityLoginSlowAttack", {
  title: { fr: "Attaque lente sur les mots de passe", en: "Slow attack on passwords" },
  on: failedLoginsHourly,
  category: "security",
  levels: { warning: { above: 180, for: "5m" } },
  tellsLate: "an attack that is slow on purpose shows over an hour only; SecurityLoginBurst tells of a fast one",
  causes: [because(securityLoginBurst)],
  summary: {
    fr: "{{value}} connexions refusées par heure sur {{instance}} (limite {{limit}}), sans relâche",
    en: "{{value}} failed logins per hour on {{instance}} (limit {{limit}}), without a break",
  },
  impact: {
    fr: "Un inconnu essaie patiemment des mots de passe ; s'il en trouve un, il lit les données de ce compte.",
    en: "A stranger patiently tries passwords; once one fits, they read that account's data.",
  },
  next: [
    command(addresses('$7 ~ "^/auth/login" && $9 == 401'), {
      fr: "Trouver les adresses qui reviennent",
      en: "Find the addresses that keep coming back",
    }),
    block,
    link("https://console.firebase.google.com/", {
      fr: "Firebase, Authentication, Settings : vérifier que la protection contre l'énumération des e-mails est active",
      en: "Firebase, Authentication, Settings: check that email enumeration protection is on",
    }),
  ],
  examples: {
    fires: [
      steady(justBeyond),
      given("one attempt every ten seconds for two hours, among ordinary logins", ({ instance, interval }) => {
        const always = (perSecond: number) =>
          counted(
            Array.from({ length: 7200 / interval }, () => perSecond),
            interval,
          );
        return [
          seriesOf(api.logins, { instance, success: "false" }, always(0.1)),
          seriesOf(api.logins, { instance, success: "true" }, always(0.24)),
        ];
      }),
    ],
    silent: [
      steady(justWithin),
      deployment(failedLoginsHourly),
      given("a burst of ten minutes, told by its own alert", ({ instance, interval }) => {
        const burst = Array.from({ length: 7200 / interval }, (_, index) => {
          const at = index * interval;
          return at >= 1800 && at < 2400 ? 5 : 0.02;
        });
        return [seriesOf(api.logins, { instance, success: "false" }, counted(burst, interval))];
      }),
    ],
  },
});

export const securityProviderFailing = alert("SecurityProviderFailing", {
  title: { fr: "Connexion impossible par un fournisseur", en: "Login impossible through one provider" },
  on: providerFailures,
  onlyWhile: tenAttempts,
  category: "functionality",
  levels: { critical: { above: 0.99, for: "1m" } },
  repeats: "4h",
  causes: [because(securityLoginBurst)],
  summary: {
    fr: "Plus aucune connexion par {{provider}} ne réussit sur {{instance}} ({{value}} de refus)",
    en: "No login by {{provider}} succeeds any more on {{instance}} ({{value}} refused)",
  },
  wellAgain: {
    fr: "On peut de nouveau se connecter par {{provider}}",
    en: "Logging in through {{provider}} works again",
  },
  impact: {
    fr: "Qui se connecte de cette façon reste dehors : ni inscription à une annonce, ni publication.",
    en: "Whoever signs in this way stays outside: no registration for an announcement, no publication.",
  },
  next: [
    link("https://status.firebase.google.com/", {
      fr: "Voir si Firebase Authentication est en panne ; alors il n'y a qu'à attendre et prévenir les utilisateurs",
      en: "See whether Firebase Authentication is down; then all there is to do is wait and tell the users",
    }),
    command("{{pm2}} logs benevoclic-api --err --lines 200 --nostream | grep -iE 'firebase|auth|token'", {
      fr: "Sinon, lire pourquoi l'API refuse : clé expirée, compte de service révoqué, horloge décalée",
      en: "If not, read why the API refuses: key expired, service account revoked, clock off",
    }),
    link("https://console.firebase.google.com/", {
      fr: "Firebase, Authentication, Sign-in method : vérifier que ce fournisseur est activé et le domaine autorisé",
      en: "Firebase, Authentication, Sign-in method: check that this provider is enabled and the domain authorised",
    }),
    person("lead", {
      fr: "Si un déploiement vient d'avoir lieu, demander au développeur principal de revenir en arrière",
      en: "If a deployment just took place, ask the lead developer to roll it back",
    }),
  ],
  likely: [outsideService, deployed("benevoclic-api")],
  examples: {
    fires: [
      steady(justBeyond),
      justEnough(providerFailures, tenAttempts),
      given("at a time when somebody signs in usually", (context) => allFailing(context, 0.0051)),
    ],
    silent: [
      steady(justWithin),
      given("at a time when hardly anybody signs in usually", (context) => allFailing(context, 0.0049)),
      neverYet(providerFailures),
      justTooFew(providerFailures, tenAttempts),
      spike(justBeyond, { shorterThan: "for" }),
      given("somebody forgot a password: eight failures, nobody else signs in", ({ instance, interval }) => {
        const tries = Array.from({ length: 900 / interval }, (_, index) =>
          index >= 30 && index < 38 ? 1 / interval : 0,
        );
        return [seriesOf(api.logins, { instance, success: "false" }, counted(tries, interval))];
      }),
      given("an attack among ordinary logins", (context) => logins(context, { succeed: 0.17, fail: 5 })),
    ],
  },
});

export const securityAccessRefused = alert("SecurityAccessRefused", {
  title: { fr: "Afflux d'accès refusés", en: "Burst of refused accesses" },
  on: accessRefused,
  category: "security",
  levels: { warning: { above: 0.3, for: "5m" } },
  summary: {
    fr: "{{value}} accès refusés (401, 403) sur {{instance}} (limite {{limit}})",
    en: "{{value}} refused accesses (401, 403) on {{instance}} (limit {{limit}})",
  },
  impact: {
    fr: "Soit quelqu'un parcourt l'API sans y avoir droit, soit les sessions des visiteurs ne sont plus reconnues.",
    en: "Either somebody walks through the API without permission, or visitors' sessions are no longer recognised.",
  },
  next: [
    command(addresses("$9 ~ /^40[13]$/"), {
      fr: "Voir d'où viennent les refus : quelques adresses (une intrusion) ou tout le monde (les sessions)",
      en: "See where the refusals come from: a few addresses (an intrusion) or everybody (the sessions)",
    }),
    block,
    command("{{pm2}} logs benevoclic-api --err --lines 100 --nostream | grep -iE 'token|unauthorized|firebase'", {
      fr: "Si c'est tout le monde, lire pourquoi l'API refuse les jetons, puis se reconnecter pour essayer",
      en: "If it is everybody, read why the API refuses the tokens, then sign in again to try",
    }),
  ],
  examples: {
    fires: [steady(justBeyond)],
    silent: [
      steady(justWithin),
      spike(justBeyond, { shorterThan: "for" }),
      deployment(accessRefused),
      given("scanners ask for what is not there, and people mistype their passwords", ({ instance, interval }) => {
        const many = Array.from({ length: 900 / interval }, () => 5);
        return [
          seriesOf(api.requests, { instance, path: "/support", status: "404" }, counted(many, interval)),
          seriesOf(api.requests, { instance, path: "/auth/login", status: "401" }, counted(many, interval)),
        ];
      }),
    ],
  },
});
