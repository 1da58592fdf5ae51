import { z } from "zod";

/** How visitors feel it. */
export const publicStates = ["degraded", "outage"] as const;
export type PublicState = (typeof publicStates)[number];

/** Characters of one message, and messages of one incident: a record on GitHub has to hold them all. */
export const longestPublicText = 300;
const mostUpdates = 20;

const said = z.string().trim().min(1).max(longestPublicText);

/** What the public reads at one moment. */
export const announcementSchema = z.strictObject({
  /** What visitors feel of it: names that the status page shows (signals/visitors.ts). */
  services: z
    .array(z.string().regex(/^[a-z][a-z-]{0,39}$/))
    .min(1)
    .max(10),
  state: z.enum(publicStates),
  says: z.strictObject({ fr: said, en: said }),
});
export type Announcement = z.output<typeof announcementSchema>;

/** All that is public of a record: what people chose to tell, in their words. Alerts write nothing here. */
export const publicSchema = z.object({
  services: announcementSchema.shape.services,
  state: announcementSchema.shape.state,
  /** Oldest first. */
  updates: z
    .array(z.object({ at: z.iso.datetime(), says: announcementSchema.shape.says }))
    .min(1)
    .max(mostUpdates),
});
type Public = z.output<typeof publicSchema>;

/** With one more message; where there is no more room, the oldest but the first goes. The same said again is said once. */
export function withAnnouncement(known: Public | undefined, announcement: Announcement, at: Date): Public {
  const { services, state, says } = announcement;
  const before = known?.updates ?? [];
  const last = before.at(-1)?.says;
  if (last?.fr === says.fr && last.en === says.en) return { services, state, updates: before };
  const updates = [...before, { at: at.toISOString(), says }];
  return { services, state, updates: updates.length > mostUpdates ? updates.toSpliced(1, 1) : updates };
}
