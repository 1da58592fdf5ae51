/** The programs that send spans, by the names under which their lines are kept as well (docs/traces.md). */
export const tracedServices = ["api", "web"] as const;
