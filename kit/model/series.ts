import type { Metric, Sample, TestSeries } from "./expression.ts";

export type { Sample, TestSeries } from "./expression.ts";

/** A series of a declared metric, with the declared example values for the labels that are not given. */
export function seriesOf(
  metric: Metric,
  labels: Readonly<Record<string, string>>,
  samples: readonly Sample[],
  suffix = "",
): TestSeries {
  const job = metric.job === "every" ? {} : { job: metric.job };
  return { name: metric.name + suffix, labels: { ...metric.labels, ...job, ...labels }, samples };
}

/** A counter's samples from its increase per second in each interval; during a missed scrape it goes on as before. */
export function counted(perSecond: readonly Sample[], interval: number): Sample[] {
  let total = 0;
  let last = 0;
  return perSecond.map((rate, index) => {
    last = rate ?? last;
    if (index > 0) total += last * interval;
    return rate === null ? null : rounded(total);
  });
}

/** Without the noise of binary fractions, which would make committed tests unreadable: to 12 digits. */
export function rounded(value: number): number {
  // Most values have few decimals. This finds theirs in a tenth of the time; below 1e9 they are within 12 digits. 0 has no sign.
  const short = Math.round(value * 1000) / 1000 + 0;
  const noise = Math.abs(value) * 4e-13;
  return Math.abs(value - short) <= noise && Math.abs(value) < 1e9 ? short : Number(value.toPrecision(12));
}

/** promtool's notation: `1+2x10 _x3 5`. https://prometheus.io/docs/prometheus/latest/configuration/unit_testing_rules/ */
export function notation(samples: readonly Sample[]): string {
  const runs: string[] = [];
  let start = 0;
  while (start < samples.length) {
    const first = samples[start];
    let end = start + 1;
    if (first === null || first === undefined) {
      while (end < samples.length && samples[end] === null) end++;
      runs.push(end - start === 1 ? "_" : `_x${end - start}`);
      start = end;
      continue;
    }
    const second = samples[start + 1];
    const step = typeof second === "number" ? rounded(second - first) : 0;
    while (end < samples.length && samples[end] === rounded(first + step * (end - start))) end++;
    const repeats = end - start - 1;
    if (repeats === 0) runs.push(String(first));
    else if (step === 0) runs.push(`${first}x${repeats}`);
    else runs.push(`${first}${step < 0 ? "-" : "+"}${Math.abs(step)}x${repeats}`);
    start = end;
  }
  return runs.join(" ");
}
