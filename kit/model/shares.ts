import { type Example, given } from "./example.ts";
import type { Sample } from "./series.ts";
import type { Signal } from "./signal.ts";

/** Shares of bad events over some hours, as a signal of shares would have them; scrapes are missed where it is `null`. */
export const shares = (
  name: string,
  hours: number,
  of: (hour: number, limit: number) => Sample,
  { on, good }: { on: Signal; good: boolean },
): Example =>
  given(name, ({ interval, instance, level }) => {
    const values = Array.from({ length: (hours * 3600) / interval }, (_, index): Sample => {
      const share = of((index * interval) / 3600, level.limit);
      return share === null || !good ? share : 1 - share;
    });
    return on.produce?.({ values, interval, labels: { instance } }) ?? [];
  });
