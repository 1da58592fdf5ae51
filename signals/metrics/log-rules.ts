import { alwaysPresentOf } from "../../kit/model/metric.ts";
import { counts, harmless, less, more, restless } from "../../kit/model/ways.ts";

/** What vmalert tells of itself. https://docs.victoriametrics.com/victoriametrics/vmalert/#monitoring */
export const logRules = alwaysPresentOf("log-rules", {
  failures: {
    name: "vmalert_execution_errors_total",
    type: "counter",
    about: "Counts that could not be made: the store did not answer, or did not understand.",
    harmless: harmless({
      "fewer fail, or it was started anew": ["freezes", ...counts, ...less, ...restless],
      "of none, twice as many is none": [...more],
    }),
  },
});
