import type { Example, ExampleContext } from "../kit/model/example.ts";
import { scrape } from "../kit/model/scraped.ts";
import { seriesOf, type TestSeries } from "../kit/model/series.ts";
import { evening, goneFrom, overWeeks, type Weeks } from "../kit/model/weeks.ts";

/** The API runs, but after its restart nobody has come yet, and its counters do not exist until somebody does (quirk 5). */
export const noneSinceRestart = (series: (context: ExampleContext, weeks: Weeks) => readonly TestSeries[]): Example =>
  overWeeks(
    "nobody at all after a restart of the API, whose counters do not exist yet",
    goneFrom(19.5),
    (context, weeks) => {
      const before = series(context, { ...weeks, course: () => 1 });
      const restart = Math.round((evening.day * 86_400 + 19.5 * 3600) / context.interval);
      const up = (before[0]?.samples ?? []).map(() => 1);
      return [
        ...before.map((one) => ({ ...one, samples: one.samples.slice(0, restart) })),
        seriesOf(scrape.up, { job: "benevoclic-api", instance: context.instance }, up),
      ];
    },
  );
