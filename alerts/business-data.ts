import { alert, because } from "../kit/model/alert.ts";
import { type Example, given } from "../kit/model/example.ts";
import type { Metric } from "../kit/model/metric.ts";
import { type Sample, seriesOf } from "../kit/model/series.ts";
import { command, link, person } from "../kit/model/step.ts";
import { dataGrown, dataKept } from "../signals/business-data.ts";
import { business } from "../signals/metrics/business.ts";
import { intruder, migrated } from "./likely.ts";
import { metricItself } from "./proven-by.ts";

const hour = 3600;

interface Course {
  readonly of?: Metric;
  readonly labels?: Readonly<Record<string, string>>;
  /** What the alert calls it. */
  readonly data?: string;
  /** What there is at an hour of the test; `null` while nobody knows. */
  readonly at: (hour: number, limit: number) => Sample;
  readonly hours?: number;
}

const counted = (name: string, ...courses: readonly Course[]): Example =>
  given(name, ({ instance, interval, level }) =>
    courses.flatMap(({ of = business.users, labels = {}, data = "users/volunteer", at, hours = 6 }) => {
      const samples = Array.from({ length: (hours * hour) / interval }, (_, index) =>
        at((index * interval) / hour, level.limit),
      );
      return [
        // What the alert is about, as no series of a test says it.
        { name: "time_passes", labels: { data }, samples: [1] },
        seriesOf(of, { instance, ...labels }, samples),
      ];
    }),
  );

export const businessDataLost = alert("BusinessDataLost", {
  title: { fr: "Données perdues", en: "Data lost" },
  on: dataKept,
  category: "functionality",
  levels: { warning: { below: 0.9, for: "5m" }, critical: { below: 0.7, for: "1m" } },
  tellsLate: "compares with the day before; a loss is told two minutes after it was read",
  summary: {
    fr: "Données perdues : il reste {{value}} de « {{data}} » d'hier (limite {{limit}})",
    en: 'Data lost: {{value}} of yesterday\'s "{{data}}" are left (limit {{limit}})',
  },
  impact: {
    fr: "Des comptes ou des annonces ont disparu : leurs propriétaires ne retrouvent plus rien, et chaque heure aggrave la perte.",
    en: "Accounts or announcements have disappeared: their owners find nothing any more, and each hour makes it worse.",
  },
  next: [
    command("{{mongosh}} --eval 'db.getCollectionNames().map(name => [name, db[name].estimatedDocumentCount()])'", {
      fr: "Compter dans la base elle-même ce qui reste",
      en: "Count in the database itself what is left",
    }),
    command("{{pm2}} stop benevoclic-api", {
      fr: "Si c'est vrai : arrêter l'API, pour que rien ne s'efface ni ne s'écrive par-dessus",
      en: "If it is true: stop the API, so that nothing more is deleted or written over",
    }),
    link("https://cloud.mongodb.com/", {
      fr: "Dans Atlas, Backup : restaurer dans un autre cluster la dernière sauvegarde d'avant la perte",
      en: "In Atlas, Backup: restore the last backup from before the loss into another cluster",
    }),
    person("lead", {
      fr: "Appeler le développeur principal avant toute restauration : migration, script ou intrusion ?",
      en: "Call the lead developer before anything is restored: a migration, a script or an intrusion?",
    }),
  ],
  likely: [migrated, intruder],
  examples: {
    fires: [
      counted("just beyond the limit", { at: (at, limit) => (at < 5 ? 1000 : Math.floor(980 * limit)) }),
      counted("just beyond the limit, of just enough", {
        at: (at, limit) => (at < 5 ? 50 : Math.ceil(50 * limit) - 1),
      }),
      counted("nearly all accounts are gone", { at: (at) => (at < 5 ? 1184 : 3) }),
      counted("all announcements of every status are gone", {
        of: business.announcements,
        data: "announcements",
        at: (at) => (at < 5 ? 62 : 0),
      }),
      counted("all favourites are gone", {
        of: business.favorites,
        data: "favorites",
        at: (at) => (at < 5 ? 2080 : 0),
      }),
      counted("all memberships are gone", {
        of: business.memberships,
        data: "memberships",
        at: (at) => (at < 5 ? 1840 : 0),
      }),
      counted("all tickets are gone", { of: business.supportTickets, data: "support", at: (at) => (at < 5 ? 230 : 0) }),
      counted("lost twenty hours ago, and not restored", { hours: 22, at: (at) => (at < 1 ? 1184 : 3) }),
    ],
    silent: [
      counted("just within the limit", { at: (at, limit) => (at < 5 ? 1000 : Math.ceil(1020 * limit)) }),
      counted("just too few to say", { at: (at) => (at < 5 ? 49 : 0) }),
      counted("people leave: thirty accounts in a day", { hours: 24, at: (at) => 1184 - Math.floor(at * 1.25) }),
      counted("the exporter starts again, or cannot read: no figure is not zero", {
        at: (at) => (at > 2 && at < 3 ? null : 1184),
      }),
      counted(
        "announcements end: what one status loses, the other gains",
        { of: business.announcements, labels: { status: "active" }, at: (at) => (at < 5 ? 180 : 20) },
        { of: business.announcements, labels: { status: "completed" }, at: (at) => (at < 5 ? 40 : 200) },
      ),
    ],
  },
});

export const businessDataSurge = alert("BusinessDataSurge", {
  provenBy: metricItself,
  title: { fr: "Afflux de données", en: "Surge of data" },
  on: dataGrown,
  category: "security",
  levels: { warning: { above: 1.3, for: "5m" } },
  tellsLate: "compares with the hours before; a surge is told six minutes after it was read",
  causes: [because(businessDataLost)],
  summary: {
    fr: "« {{data}} » : {{value}} de ce qu'il y avait il y a quelques heures (limite {{limit}})",
    en: '"{{data}}": {{value}} of what there was some hours ago (limit {{limit}})',
  },
  impact: {
    fr: "Un robot crée sans doute des comptes ou des annonces : les visiteurs voient du contenu faux, des courriels partent.",
    en: "A robot probably creates accounts or announcements: visitors see false content, mails are sent.",
  },
  next: [
    command("{{mongosh}} --eval 'db.users.find({}, {_id: 0, role: 1, createdAt: 1}).sort({_id: -1}).limit(20)'", {
      fr: "Voir si les derniers comptes se ressemblent ou se suivent à la seconde",
      en: "See whether the last accounts look alike or follow each other by the second",
    }),
    command("sudo awk '$6 ~ /POST/ {print $1}' /var/log/nginx/access.log | sort | uniq -c | sort -rn | head", {
      fr: "Trouver les adresses d'où ils viennent, et les bloquer (sudo ufw deny from ADRESSE)",
      en: "Find the addresses that they come from, and block them (sudo ufw deny from ADDRESS)",
    }),
    person("lead", {
      fr: "Demander au développeur principal si c'est un import ou une restauration voulue",
      en: "Ask the lead developer whether it is an import or a restoration that was meant",
    }),
  ],
  examples: {
    fires: [
      counted("just beyond the limit", { at: (at, limit) => (at < 5 ? 1000 : Math.ceil(1020 * limit)) }),
      counted("accounts by the hundred, hour after hour", { hours: 8, at: (at) => 1184 + Math.floor(at * 150) }),
      counted("announcements by the hundred", {
        of: business.announcements,
        data: "announcements",
        at: (at) => (at < 5 ? 190 : 400),
      }),
    ],
    silent: [
      counted("just within the limit", { at: (at, limit) => (at < 5 ? 1000 : Math.floor(980 * limit)) }),
      counted("just too few to say", { at: (at) => (at < 5 ? 49 : 200) }),
      counted("a good day: forty accounts", { hours: 24, at: (at) => 1184 + Math.floor(at * 1.7) }),
      counted("the exporter starts again, or cannot read: no figure is not zero", {
        at: (at) => (at > 2 && at < 3 ? null : 1184),
      }),
    ],
  },
});
