import { dashboard, row } from "../kit/model/dashboard.ts";
import { graph } from "../kit/model/panel.ts";
import type { Signal } from "../kit/model/signal.ts";
import type { Colour } from "../kit/model/style.ts";
import {
  earlierLatency,
  earlierLogins,
  earlierTraffic,
  latency,
  latencyDeviation,
  latencyOfMost,
  leastLogins,
  leastTraffic,
  loginDeviation,
  loginRate,
  loginsOfLeast,
  loginsOfMost,
  mostLatency,
  mostLogins,
  mostTraffic,
  traffic,
  trafficDeviation,
  trafficLeft,
  trafficOfLeast,
  trafficOfMost,
  usualLatency,
  usualLogins,
  usualTraffic,
} from "../signals/seasonal.ts";

const later = {
  fr: "Sans valeur la nuit, aux heures creuses et avant trois semaines d'historique.",
  en: "No value at night, in slack hours and before three weeks of history.",
};

/** What is usual is grey, its bounds are those of an objective. */
const band = (usual: Signal, ...bounds: readonly Signal[]): Readonly<Record<string, Colour>> => ({
  [usual.name]: "past",
  ...Object.fromEntries(bounds.map(({ name }) => [name, "objective"])),
});

export const seasonal = dashboard("seasonal", {
  title: { fr: "Inhabituel", en: "Unusual" },
  about: {
    fr: "Le trafic, les connexions et les temps sont-ils ceux que l'on voit d'habitude à cette heure ?",
    en: "Are traffic, logins and times those that are usually seen at this hour?",
  },
  readers: {
    fr: "Ingénieurs, quand une alerte parle de valeurs inhabituelles.",
    en: "Engineers, when an alert speaks of unusual values.",
  },
  since: "24h",
  rows: [
    row(
      { fr: "Trafic", en: "Traffic" },
      [
        graph(traffic, {
          beside: [leastTraffic, usualTraffic, mostTraffic],
          signals: band(usualTraffic, leastTraffic, mostTraffic),
        }),
      ],
      [
        graph(trafficLeft, { whenEmpty: later }),
        graph(trafficOfLeast, { whenEmpty: later }),
        graph(trafficOfMost, { whenEmpty: later }),
      ],
    ),
    row(
      { fr: "Connexions", en: "Logins" },
      [
        graph(loginRate, {
          beside: [leastLogins, usualLogins, mostLogins],
          signals: band(usualLogins, leastLogins, mostLogins),
        }),
      ],
      [graph(loginsOfLeast, { whenEmpty: later }), graph(loginsOfMost, { whenEmpty: later })],
    ),
    row({ fr: "Temps de réponse", en: "Response time" }, [
      graph(latency, {
        beside: [usualLatency, mostLatency],
        signals: band(usualLatency, mostLatency),
        whenEmpty: later,
      }),
      graph(latencyOfMost, { whenEmpty: later }),
    ]),
  ],
  leavesOut: [earlierTraffic, trafficDeviation, earlierLatency, latencyDeviation, earlierLogins, loginDeviation],
});
