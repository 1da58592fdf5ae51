import { type Span, spansOf } from "./firing.ts";
import { createPace } from "./pace.ts";
import type { Server } from "./server.ts";

/** Seconds: what fired for less is not seen. */
const step = 60;

/** When an alert really fired, as Prometheus itself recorded it in ALERTS, by its labels. */
export async function reallyFired(
  api: Server,
  alert: string,
  from: number,
  to: number,
): Promise<{ readonly labels: Readonly<Record<string, string>>; readonly spans: readonly Span[] }[]> {
  const pace = createPace(api, 7 * 86_400);
  const moments = new Map<string, number[]>();
  for (let begin = from; begin < to; ) {
    const end = Math.min(begin + pace.chunk, to);
    const answer = await pace.ask(() =>
      api.range(`ALERTS{alertname=${JSON.stringify(alert)},alertstate="firing"}`, begin, end - step, step),
    );
    if (answer === undefined) continue;
    for (const { labels, samples } of answer.series) {
      const { __name__: _, alertname: __, alertstate: ___, ...own } = labels;
      const key = JSON.stringify(own);
      moments.set(key, [...(moments.get(key) ?? []), ...samples.map(([at]) => at)]);
    }
    begin = end;
  }
  return [...moments].map(([key, all]) => ({
    labels: JSON.parse(key) as Record<string, string>,
    spans: spansOf(all, step),
  }));
}
