/** The promise to users: benevoclic.md section 4, availability. */
export const availability = { objective: 0.999, over: "30d" } as const;
