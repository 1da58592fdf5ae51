import { alert, because } from "../kit/model/alert.ts";
import { justBeyond, justWithin, oneMissedScrape, steady } from "../kit/model/example.ts";
import { justEnough, justTooFew } from "../kit/model/guard.ts";
import { operationTimeHourly } from "../signals/database.ts";
import { enoughOperations } from "../signals/metrics/api-database.ts";
import { databaseDown, databaseSlowOperations } from "./database.ts";
import { hostDown } from "./host.ts";
import { rare } from "./proven-by.ts";

const operations = enoughOperations({ atLeast: 20, over: "1h" });

export const databaseOperationSlowForHour = alert("DatabaseOperationSlowForHour", {
  provenBy: rare,
  ...databaseSlowOperations,
  title: { fr: "Base de données lente depuis une heure", en: "Database slow for an hour" },
  on: operationTimeHourly,
  onlyWhile: operations,
  levels: { warning: { above: 0.5, for: "5m" } },
  tellsLate:
    "what is rare is certain after an hour only; DatabaseSlowOperations tells within minutes of what is frequent",
  causes: [because(hostDown), because(databaseDown), because(databaseSlowOperations)],
  summary: {
    fr: "Depuis une heure, la base met {{value}} pour la plupart des « {{operation}} » (limite {{limit}})",
    en: 'For an hour the database has taken {{value}} for most of "{{operation}}" (limit {{limit}})',
  },
  impact: {
    fr: "Qui déclenche cette opération, rare, attend à chaque fois.",
    en: "Whoever causes this operation, a rare one, waits each time.",
  },
  examples: {
    fires: [steady(justBeyond), justEnough(operationTimeHourly, operations)],
    silent: [steady(justWithin), justTooFew(operationTimeHourly, operations), oneMissedScrape],
  },
});
