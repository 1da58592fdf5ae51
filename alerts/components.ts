import type { Components } from "../kit/model/alert.ts";

/** The parts of the platform, by the first word of the names of the alerts about them (design: shared names). */
export const components = {
  Host: { name: "host", title: { fr: "Hôte", en: "Host" } },
  Api: { name: "api", title: { fr: "API", en: "API" } },
  Web: { name: "web", title: { fr: "Site", en: "Web site" } },
  Database: { name: "database", title: { fr: "Base de données", en: "Database" } },
  Process: { name: "processes", title: { fr: "Processus", en: "Processes" } },
  Business: { name: "business", title: { fr: "Activité", en: "Business" } },
  Security: { name: "security", title: { fr: "Sécurité", en: "Security" } },
  Quality: { name: "quality", title: { fr: "Qualité", en: "Quality" } },
  Anomaly: { name: "anomalies", title: { fr: "Anomalies", en: "Anomalies" } },
  Monitoring: { name: "monitoring", title: { fr: "Surveillance", en: "Monitoring" } },
} as const satisfies Components;

/** The label `component` of an alert. */
export type Component = (typeof components)[keyof typeof components]["name"];
