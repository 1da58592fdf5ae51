/** What may be killed in the middle of a repair. */
export const victims = ["remediation", "alertmanager", "pm2"] as const;
export type Victim = (typeof victims)[number];
