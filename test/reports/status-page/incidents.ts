import type { PublicIncident } from "../../../exporters/anomalies/public-incidents.ts";
import { dayIn, daysLater } from "../../../kit/model/zoned.ts";
import type { Level } from "../../../reports/status-page/level.ts";
import type { Measured } from "../../../reports/status-page/measured.ts";
import { type VisitorService, visitorServiceNames } from "../../../signals/visitors.ts";

/** 90 days, and a present that is well but for what is given. */
export function measuredAs(present: Partial<Record<VisitorService, Level>>, now: Date): Measured {
  const of = <Value>(make: (name: VisitorService) => Value) =>
    Object.fromEntries(visitorServiceNames.map((name) => [name, make(name)])) as Record<VisitorService, Value>;
  const today = dayIn(now, "Europe/Paris");
  const levelAt = (index: number): Level => (index < 5 ? "unknown" : index === 40 ? "degraded" : "ok");
  return {
    heardAt: now,
    now: of((name) => present[name] ?? (name === "mail" ? "unknown" : "ok")),
    days: of((name) =>
      name === "mail"
        ? []
        : Array.from({ length: 90 }, (_, index) => ({
            day: daysLater(today, index - 89),
            level: levelAt(index),
            ...(index >= 5 && { good: index === 40 ? 0.985 : 1 }),
          })),
    ),
  };
}

/** One that goes on, of what nothing measures, and one that is over; with text as unkind as people's. */
export const toldIncidents = (now: Date): PublicIncident[] => [
  {
    ...{ id: "ANOM-2026-11-28-002", services: ["mail"], state: "degraded" },
    beganAt: new Date(now.getTime() - 5_400_000).toISOString(),
    updates: [
      {
        at: new Date(now.getTime() - 5_000_000).toISOString(),
        says: {
          fr: "Les e-mails de confirmation arrivent avec du retard. <b>Inutile</b> de recommencer votre inscription & merci de votre patience.",
          en: "Confirmation e-mails arrive late. There is no need to register again.",
        },
      },
      {
        at: new Date(now.getTime() - 600_000).toISOString(),
        says: { fr: "La cause est trouvée.", en: "The cause has been found." },
      },
    ],
  },
  {
    ...{ id: "ANOM-2026-11-20-001", services: ["sign-in", "registrations"], state: "outage" },
    ...{ beganAt: "2026-11-20T23:30:00.000Z", endedAt: "2026-11-21T00:32:00.000Z" },
    updates: [
      {
        at: "2026-11-20T23:40:00.000Z",
        says: { fr: "La connexion échoue, nous cherchons pourquoi.", en: "Sign-in fails; we are looking into it." },
      },
    ],
  },
];
