import type { Faults } from "./faults.ts";

const day = 86_400;

/** How long the certificates of the public addresses are still valid, in seconds; certbot renews them 30 days before their end. */
export const certificateTimeLeft = (faults: Faults): number => {
  if (faults.active("certificate-last-hours")) return 0.5 * day;
  return (faults.active("certificate-expiring") ? 5 : 60) * day;
};
