import { gaugeValue } from "../../kit/kinds/gauge-value.ts";
import { timeSince } from "../../kit/kinds/time-since.ts";
import { promql } from "../../kit/model/promql.ts";
import { signal } from "../../kit/model/signal.ts";
import { bool, whole } from "../../kit/model/unit.ts";
import { pm2 } from "../../signals/metrics/pm2.ts";

export const processStatus = signal("instance:process_status:now", {
  unit: bool,
  per: ["instance", "app", "status"],
  title: { fr: "État selon PM2", en: "State according to PM2" },
  about: { fr: "L'état que PM2 donne à chaque application.", en: "The state that PM2 gives to each app." },
  expr: promql`max by (instance, app, status) (${pm2.processStatus}) == 1`,
});

export const unstableRestarts = signal(
  "instance:process_unstable_restarts:max",
  gaugeValue({
    gauge: pm2.unstableRestarts,
    take: "max",
    unit: whole,
    per: ["instance", "app"],
    title: { fr: "Redémarrages instables", en: "Unstable restarts" },
    about: {
      fr: "Redémarrages de suite en moins de dix secondes ; PM2 renonce au dixième.",
      en: "Restarts in a row within ten seconds; PM2 gives up at the tenth.",
    },
  }),
);

export const processAge = signal(
  "instance:process_age:seconds",
  timeSince({
    timestamp: pm2.startTime,
    per: ["instance", "app"],
    title: { fr: "En marche depuis", en: "Running for" },
    about: {
      fr: "Temps écoulé depuis le dernier démarrage de l'application.",
      en: "Time since the app was last started.",
    },
  }),
);
