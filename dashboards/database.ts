import { dashboard, row } from "../kit/model/dashboard.ts";
import { graph } from "../kit/model/panel.ts";
import { connectionUse, databaseUp, driverErrorCount, operationTime } from "../signals/database.ts";
import { connectionStates, operationKinds, operations } from "./series.ts";
import { connectionsByState, operationsByType } from "./views/database.ts";

export const database = dashboard("database", {
  title: { fr: "Base de données", en: "Database" },
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
        graph(operationTime, {
          series: operations,
          whenEmpty: { fr: "Aucune opération mesurée par l'API.", en: "The API measured no operation." },
        }),
        graph(driverErrorCount, { whenEmpty: { fr: "Aucune erreur d'accès.", en: "No access error." } }),
      ],
    ),
    row(
      { fr: "Charge", en: "Load" },
      [connectionUse, graph(connectionsByState, { series: connectionStates })],
      [graph(operationsByType, { series: operationKinds })],
    ),
  ],
});
