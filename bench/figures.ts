/** The middle value of a measurement's runs. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}

/** `median 1.02 s (0.98 to 1.31, 9 runs)` */
export function spread(values: readonly number[], unit: string): string {
  const shown = (value: number) => value.toFixed(value < 10 ? 2 : 1);
  const [least, most] = [Math.min(...values), Math.max(...values)];
  return `median ${shown(median(values))} ${unit} (${shown(least)} to ${shown(most)}, ${values.length} runs)`;
}
