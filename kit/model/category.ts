/** What kind of harm an alert tells of. */
export const categories = ["performance", "security", "functionality", "system"] as const;
export type Category = (typeof categories)[number];
