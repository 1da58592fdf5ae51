import { components } from "../alerts/components.ts";
import { dashboard, row } from "../kit/model/dashboard.ts";
import { graph, states } from "../kit/model/panel.ts";
import {
  connectionUse,
  databaseUp,
  driverErrorCount,
  operationTime,
  operationTimeHourly,
} from "../signals/database.ts";
import { cacheDirty, collectionScans, databaseUptime, operationsQueued } from "../signals/database-server.ts";
import { connectionStates, operationKinds, operations } from "./series.ts";
import { cacheUse, connectionsByState, operationLatency, operationsByType, statusSections } from "./views/database.ts";

const notSaid = {
  fr: "Le serveur ne le dit pas (offre partagée d'Atlas).",
  en: "The server does not say so (a shared tier of Atlas).",
};

export const database = dashboard("database", {
  title: components.Database.title,
  about: {
    fr: "MongoDB répond-elle, et vite ? Vue par l'API et par elle-même.",
    en: "Does MongoDB answer, and fast? As the API and as itself see it.",
  },
  readers: {
    fr: "Développeurs de l'API, quand elle est lente ; ingénieurs, avant de changer d'offre.",
    en: "The API's developers, when it is slow; engineers, before changing the plan.",
  },
  since: "6h",
  rows: [
    row(
      { fr: "Répond-elle ?", en: "Does it answer?" },
      [databaseUp],
      [
        ...[operationTime, operationTimeHourly].map((time) =>
          graph(time, {
            series: operations,
            whenEmpty: { fr: "Aucune opération mesurée par l'API.", en: "The API measured no operation." },
          }),
        ),
        graph(driverErrorCount, { whenEmpty: { fr: "Aucune erreur d'accès.", en: "No access error." } }),
      ],
    ),
    row(
      { fr: "Charge", en: "Load" },
      [connectionUse, graph(connectionsByState, { series: connectionStates })],
      [graph(operationsByType, { series: operationKinds })],
    ),
    row(
      { fr: "Vue par le serveur", en: "As the server sees it" },
      [graph(operationLatency, { whenEmpty: notSaid }), graph(operationsQueued, { whenEmpty: notSaid })],
      [
        graph(collectionScans, { whenEmpty: notSaid }),
        graph(cacheUse, { beside: [cacheDirty], whenEmpty: notSaid, signals: { [cacheDirty.name]: "second" } }),
      ],
      [states(statusSections, { whenEmpty: notSaid }), graph(databaseUptime, { whenEmpty: notSaid })],
    ),
  ],
});
