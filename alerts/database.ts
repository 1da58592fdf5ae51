import { alert, because } from "../kit/model/alert.ts";
import type { Condition } from "../kit/model/condition.ts";
import { given, held, jumping, justBeyond, justWithin, oneMissedScrape, spike, steady } from "../kit/model/example.ts";
import { justEnough, justTooFew } from "../kit/model/guard.ts";
import { promql } from "../kit/model/promql.ts";
import { counted, seriesOf } from "../kit/model/series.ts";
import { command, link, person } from "../kit/model/step.ts";
import { databaseContainer, start } from "../parts/remedies.ts";
import { connectionUse, databaseUp, driverErrorCount, operationTime } from "../signals/database.ts";
import { apiDatabase, enoughOperations } from "../signals/metrics/api-database.ts";
import { hostDown } from "./host.ts";
import { addressRefused, clusterPaused, deployed, passwordChanged, slowQuery } from "./likely.ts";
import { hostBusy } from "./likely-on-host.ts";
import { notSimulated } from "./proven-by.ts";
import { versionBefore } from "./version-before.ts";

const atlas = "https://cloud.mongodb.com/";

export const databaseDown = alert("DatabaseDown", {
  title: { fr: "Base de données injoignable", en: "Database unreachable" },
  on: databaseUp,
  category: "system",
  // It is asked every 15 s: of a blip of 40 s, up to 55 may show.
  levels: { critical: { below: 1, for: "1m" } },
  takesPlatformDown: true,
  causes: [because(hostDown)],
  heals: [start(databaseContainer, { atMost: 1, per: "1h" })],
  summary: {
    fr: "La base de données ne répond plus (vue de {{instance}})",
    en: "The database no longer answers (seen from {{instance}})",
  },
  wellAgain: { fr: "La base de données répond de nouveau", en: "The database answers again" },
  impact: {
    fr: "Connexion, annonces et inscriptions échouent : presque tout le service est en panne.",
    en: "Login, announcements and registrations fail: nearly the whole service is down.",
  },
  next: [
    command("{{docker}} logs --since 10m {{business_exporter_container}} 2>&1 | tail -5", {
      fr: "Lire pourquoi elle est injoignable : nom, réseau, mot de passe ou certificat",
      en: "Read why it is out of reach: name, network, password or certificate",
    }),
    link(atlas, {
      fr: "Dans Atlas : état du cluster, et Network Access (l'adresse du VPS doit y figurer)",
      en: "In Atlas: the cluster's state, and Network Access (the VPS's address must be listed)",
    }),
    link("https://status.mongodb.com/", {
      fr: "Voir si Atlas annonce un incident",
      en: "See whether Atlas announces an incident",
    }),
    command("{{mongodb_state}}", {
      fr: "Demander à la base elle-même si elle vit, avec l'adresse de cet environnement",
      en: "Ask the database itself whether it lives, by this environment's address",
    }),
    person("lead", {
      fr: "Si Atlas n'annonce rien et que l'adresse est autorisée, appeler le développeur principal",
      en: "If Atlas announces nothing and the address is allowed, call the lead developer",
    }),
  ],
  likely: [addressRefused, clusterPaused, passwordChanged],
  examples: {
    fires: [steady(justBeyond)],
    silent: [
      steady(justWithin),
      spike(justBeyond, { shorterThan: "for" }),
      oneMissedScrape,
      given("the exporter restarts for two minutes: nobody has asked the database", (context) =>
        held(databaseUp, 1, 10, context).map((series) => ({
          ...series,
          samples: series.samples.map((sample, index) => (index >= 10 && index < 18 ? null : sample)),
        })),
      ),
    ],
  },
});

/** The API's own eye: any request that its driver lost. */
const driverFails: Condition = {
  expr: promql`${driverErrorCount} > 0`,
  over: "5m",
  produce: (behaviour) => driverErrorCount.produce?.({ ...behaviour, values: behaviour.values.map(() => 30) }) ?? [],
};

/**
 * The proof that silences others: the exporter alone may have lost its own way to the database. Never told beside
 * DatabaseDown, which fires before it.
 */
export const databaseLost = alert("DatabaseLost", {
  provenBy: { examplesAlone: "fires beside DatabaseDown, which the same fault tells, for what it explains only" },
  title: { fr: "Base de données perdue pour l'API", en: "Database lost to the API" },
  on: databaseUp,
  onlyWhile: driverFails,
  category: "system",
  levels: { critical: { below: 1, for: "1m" } },
  outage: true,
  tellsLate: "only explains what the API suffers; DatabaseDown has told of it",
  causes: [because(hostDown), because(databaseDown)],
  summary: {
    fr: "L'API perd des requêtes faute de base de données ({{instance}})",
    en: "The API loses requests for want of the database ({{instance}})",
  },
  wellAgain: { fr: "L'API joint de nouveau sa base de données", en: "The API reaches its database again" },
  impact: {
    fr: "Connexion, annonces et inscriptions échouent : presque tout le service est en panne.",
    en: "Login, announcements and registrations fail: nearly the whole service is down.",
  },
  next: [
    link(atlas, {
      fr: "Dans Atlas : état du cluster, et Network Access (l'adresse du VPS doit y figurer)",
      en: "In Atlas: the cluster's state, and Network Access (the VPS's address must be listed)",
    }),
    command("{{pm2}} logs benevoclic-api --err --lines 200 --nostream | grep -A2 Mongo | tail -30", {
      fr: "Lire l'erreur du pilote de l'API",
      en: "Read the error of the API's driver",
    }),
  ],
  likely: [addressRefused, clusterPaused, passwordChanged],
  examples: {
    fires: [steady(justBeyond)],
    silent: [
      steady(justWithin),
      spike(justBeyond, { shorterThan: "for" }),
      given("the exporter lost its way to the database, and the API did not", (context) => [
        ...held(databaseUp, 0, 10, context),
        ...held(driverErrorCount, 0, 10, context),
      ]),
    ],
  },
});

const operations = enoughOperations({ atLeast: 10, over: "2m" });

export const databaseSlowOperations = alert("DatabaseSlowOperations", {
  title: { fr: "Base de données lente", en: "Database slow" },
  on: operationTime,
  onlyWhile: operations,
  category: "performance",
  levels: { warning: { above: 0.5, for: "5m" }, critical: { above: 2, for: "2m" } },
  causes: [because(hostDown), because(databaseDown)],
  summary: {
    fr: "La base met {{value}} pour « {{operation}} » (P95, limite {{limit}})",
    en: 'The database takes {{value}} for "{{operation}}" (P95, limit {{limit}})',
  },
  impact: {
    fr: "Recherches et pages se chargent lentement ; au-delà de 2 s, des requêtes expirent.",
    en: "Searches and pages load slowly; above 2 s requests time out.",
  },
  next: [
    command(
      "{{mongosh}} --eval 'db.currentOp({ active: true, secs_running: { $gte: 1 } }).inprog.map(o => [o.ns, o.planSummary, o.secs_running])'",
      {
        fr: "Voir les opérations lentes en cours ; COLLSCAN = un index manque",
        en: "See the slow operations that run now; COLLSCAN = an index is missing",
      },
    ),
    link(atlas, {
      fr: "Dans Atlas, Performance Advisor propose l'index à créer ; Metrics dit si le cluster est saturé",
      en: "In Atlas, Performance Advisor proposes the index to create; Metrics says whether the cluster is saturated",
    }),
    versionBefore("benevoclic-api", {
      fr: "Si un déploiement vient d'avoir lieu, revenir à la version précédente",
      en: "If a deployment just took place, go back to the version before it",
    }),
  ],
  likely: [slowQuery, hostBusy],
  examples: {
    fires: [steady(justBeyond), justEnough(operationTime, operations)],
    silent: [
      steady(justWithin),
      justTooFew(operationTime, operations),
      spike(justBeyond, { shorterThan: "for" }),
      oneMissedScrape,
      given("three slow operations on a quiet night", (context) => {
        const once = Array.from({ length: 900 / context.interval }, (_, index) =>
          index === 30 ? 3 / context.interval : 0,
        );
        const bucket = (le: string, perSecond: readonly number[]) =>
          seriesOf(
            apiDatabase.operationDuration,
            { instance: context.instance, le },
            counted(perSecond, context.interval),
            "_bucket",
          );
        return [
          bucket(
            "2",
            once.map(() => 0),
          ),
          bucket("5", once),
          bucket("+Inf", once),
          seriesOf(
            apiDatabase.operationDuration,
            { instance: context.instance },
            counted(once, context.interval),
            "_count",
          ),
        ];
      }),
    ],
  },
});

export const databaseConnectionsLow = alert("DatabaseConnectionsLow", {
  provenBy: notSimulated,
  title: { fr: "Connexions à la base presque épuisées", en: "Database connections nearly used up" },
  on: connectionUse,
  category: "performance",
  levels: { warning: { above: 0.8, for: "10m" }, critical: { above: 0.95, for: "2m" } },
  causes: [because(hostDown), because(databaseDown)],
  summary: {
    fr: "{{value}} des connexions à la base de données sont prises (limite {{limit}})",
    en: "{{value}} of the database's connections are taken (limit {{limit}})",
  },
  impact: {
    fr: "À 100 %, les requêtes attendent une connexion, puis échouent.",
    en: "At 100 % requests wait for a connection, then fail.",
  },
  next: [
    command(
      '{{mongosh}} --eval \'db.getSiblingDB("admin").aggregate([{ $currentOp: { allUsers: true, idleConnections: true } }, { $sortByCount: "$appName" }]).toArray()\'',
      {
        fr: "Voir quel programme les tient",
        en: "See which program holds them",
      },
    ),
    command("{{pm2}} restart benevoclic-api", {
      fr: "Si c'est l'API, la redémarrer : elle rend ses connexions",
      en: "If it is the API, restart it: it gives its connections back",
    }),
    link(atlas, {
      fr: "Si l'usage est légitime, passer à un niveau Atlas supérieur (le nombre de connexions en dépend)",
      en: "If the use is legitimate, move to a higher Atlas tier (it decides the number of connections)",
    }),
  ],
  likely: [slowQuery, deployed("benevoclic-api")],
  examples: {
    fires: [steady(justBeyond)],
    silent: [steady(justWithin), spike(justBeyond, { shorterThan: "for" }), oneMissedScrape],
  },
});

export const databaseDriverErrors = alert("DatabaseDriverErrors", {
  title: { fr: "API coupée de la base par moments", en: "API cut off from the database at times" },
  on: driverErrorCount,
  category: "functionality",
  levels: { warning: { above: 2.5, for: "1m" }, critical: { above: 20.5, for: "90s" } },
  tellsLate: "counts lost requests over five minutes, and waits until a restart of the database would be over",
  causes: [because(hostDown), because(databaseDown)],
  summary: {
    fr: "{{value}} requêtes perdues en 5 minutes : l'API ne joint pas toujours la base ({{instance}})",
    en: "{{value}} requests lost within 5 minutes: the API does not always reach the database ({{instance}})",
  },
  impact: {
    fr: "Une partie des visiteurs voit une erreur : connexion, inscription ou annonce, au hasard.",
    en: "Some visitors see an error: login, registration or announcement, at random.",
  },
  next: [
    command("{{pm2}} logs benevoclic-api --err --lines 200 --nostream | grep -A2 Mongo | tail -30", {
      fr: "Lire l'erreur du pilote : réseau, élection d'un primaire ou délai dépassé",
      en: "Read the driver's error: network, election of a primary or time-out",
    }),
    link(atlas, {
      fr: "Dans Atlas, Activity Feed : une maintenance ou un changement de primaire dure une minute",
      en: "In Atlas, Activity Feed: a maintenance or a change of primary lasts a minute",
    }),
    command("{{pm2}} restart benevoclic-api", {
      fr: "Si la base va bien et que les erreurs continuent, redémarrer l'API",
      en: "If the database is well and the errors go on, restart the API",
    }),
  ],
  likely: [addressRefused, clusterPaused, passwordChanged],
  examples: {
    fires: [steady(justBeyond)],
    silent: [
      steady(justWithin),
      oneMissedScrape,
      given("a change of primary: two requests lost at once", (context) => [
        seriesOf(
          apiDatabase.errors,
          { instance: context.instance, error_type: "MongoNetworkError" },
          jumping([{ at: 2, by: 2 }], 15, context),
        ),
      ]),
      given("what the server refuses (an account that exists already) is no driver error", (context) => [
        seriesOf(
          apiDatabase.errors,
          { instance: context.instance, error_type: "MongoServerError" },
          jumping(
            [2, 3, 4, 5].map((at) => ({ at, by: 10 })),
            15,
            context,
          ),
        ),
      ]),
      given("errors of visitors, not of the database", (context) => [
        seriesOf(
          apiDatabase.errors,
          { instance: context.instance, error_type: "BadRequestException" },
          jumping([{ at: 6, by: 60 }], 15, context),
        ),
      ]),
      given("the API restarts at a deploy: its counter starts again at zero", (context) => [
        seriesOf(apiDatabase.errors, { instance: context.instance, error_type: "MongoNetworkError" }, [
          ...Array.from({ length: 60 }, () => 40),
          ...Array.from({ length: 60 }, () => 0),
        ]),
      ]),
    ],
  },
});
