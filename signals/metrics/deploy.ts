import { metricsOf } from "../../kit/model/metric.ts";
import { harmless, less, more, restless } from "../../kit/model/ways.ts";

/** What `npm run deploy` leaves on the host for the textfile collector: stacks/operations/record.ts. */
export const deploy = metricsOf("node", {
  info: {
    name: "benevoclic_deploy_info",
    type: "gauge",
    about: "1; the labels are the version of the monitoring that was deployed last, and its commit.",
    labels: { version: "v1.4.0", commit: "42f4c59" },
    harmless: harmless({
      "only drawn: which version runs; it is 1 whatever happens": [
        "vanishes",
        "freezes",
        ...less,
        ...more,
        ...restless,
        "is there every other sample",
      ],
    }),
  },
  timestamp: {
    name: "benevoclic_deploy_timestamp_seconds",
    type: "gauge",
    about: "When the monitoring was deployed last (Unix time).",
    labels: { version: "v1.4.0", commit: "42f4c59" },
    harmless: harmless({
      "only drawn: a mark on the dashboards": [
        "vanishes",
        "freezes",
        ...less,
        ...more,
        ...restless,
        "is there every other sample",
      ],
    }),
  },
});
