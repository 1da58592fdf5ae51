/** What is promised of a figure, in its unit. */
export interface Objective {
  readonly is: "<" | ">" | "≤" | "≥";
  readonly limit: number;
}

export const below = (limit: number): Objective => ({ is: "<", limit });
export const above = (limit: number): Objective => ({ is: ">", limit });
export const atMost = (limit: number): Objective => ({ is: "≤", limit });
export const atLeast = (limit: number): Objective => ({ is: "≥", limit });

/** Whether it is kept; undefined where nothing is promised or known. */
export function isMet(objective: Objective | undefined, value: number | undefined): boolean | undefined {
  if (objective === undefined || value === undefined) return undefined;
  const { is, limit } = objective;
  if (is === "<") return value < limit;
  if (is === ">") return value > limit;
  return is === "≤" ? value <= limit : value >= limit;
}
