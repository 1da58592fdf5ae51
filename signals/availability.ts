import { rounded } from "../kit/model/series.ts";

/** The promise to users: benevoclic.md section 4, availability. */
export const availability = { objective: 0.999, over: "30d" } as const;

/** The share of bad events that it allows. */
export const budget = rounded(1 - availability.objective);
