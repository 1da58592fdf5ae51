import type { Db, Document } from "mongodb";
import { choice, datePart, dateText, type Expression } from "../exporters/business/dates.ts";
import { dayOf } from "../exporters/business/days.ts";

/**
 * The usual way, to compare with: at every scrape one aggregation a metric, each as small as it can be written. It asks for the same figures
 * as our exporter, except those about itself and the count of unreadable values.
 */
export async function naiveScrape(db: Db): Promise<void> {
  for (const [collection, pipeline] of naiveQuestions(dayOf(new Date()))) {
    await db.collection(collection).aggregate(pipeline).toArray();
  }
}

const count = { $sum: 1 };

function naiveQuestions(today: number): readonly (readonly [string, Document[]])[] {
  const by = (group: Expression, match: Document = {}): Document[] => [
    { $match: match },
    { $group: { _id: group, n: count } },
  ];
  const byDate = (field: string, also: Document = {}): Document[] => [
    { $project: { ...also, text: dateText(field) } },
    { $group: { _id: { ...also, part: datePart("$text", today) }, n: count } },
  ];
  const size = (field: string) => choice({ $isArray: field }, { $size: field }, 0);
  const upcoming = (figures: Document, match: Document = {}): Document[] => [
    { $match: { status: "ACTIVE", isHidden: { $ne: true }, ...match } },
    { $project: { text: dateText("$dateEvent"), ...figures } },
    {
      $group: {
        _id: datePart("$text", today),
        n: count,
        ...Object.fromEntries(Object.keys(figures).map((figure) => [figure, { $sum: `$${figure}` }])),
      },
    },
  ];
  const perKind = (figure: (people: string, places: string) => Expression) =>
    upcoming({
      volunteer: figure("$volunteers", "$maxVolunteers"),
      participant: figure("$participants", "$maxParticipants"),
    });
  const dated = (people: string): Document[] => [{ $unwind: `$${people}` }, ...byDate(`$${people}.dateAdded`)];
  const open = { status: { $in: ["PENDING", "IN_PROGRESS"] } };

  return [
    ["users", by("$role")],
    ["users", byDate("$lastConnection", { role: "$role" })],
    ["users", byDate("$createdAt", { role: "$role" })],
    ["users", by("$role", { isOnline: true })],
    ["users", by("$role", { isVerified: { $ne: true } })],
    ["users", by("$role", { disabled: true })],
    ["announcements", by("$status")],
    ["announcements", byDate("$datePublication")],
    ["announcements", upcoming({})],
    ["announcements", [{ $match: { status: "ACTIVE" } }, ...byDate("$dateEvent")]],
    ["announcements", perKind((people, places) => choice({ $gte: [size(people), places] }, 1, 0))],
    ["announcements", perKind((people, places) => choice({ $gt: [size(people), places] }, 1, 0))],
    ["announcements", perKind((_, places) => places)],
    ["announcements", perKind((people) => size(people))],
    ["announcements", dated("volunteers")],
    ["announcements", dated("participants")],
    ["announcements", upcoming({ waiting: size("$volunteersWaiting") })],
    ["favorites", by(null)],
    ["associations", [{ $group: { _id: null, n: { $sum: size("$volunteers") } } }]],
    ["associations", [{ $group: { _id: null, n: { $sum: size("$volunteersWaiting") } } }]],
    ["support", by({ type: "$type", status: "$status", priority: "$priority" })],
    ["support", byDate("$createdAt")],
    ["support", [{ $match: open }, { $group: { _id: "$priority", oldest: { $min: "$createdAt" } } }]],
    [
      "support",
      [
        { $match: { status: "RESOLVED", updatedAt: { $gte: new Date(Date.now() - 30 * 86_400_000) } } },
        { $project: { duration: { $subtract: ["$updatedAt", "$createdAt"] } } },
      ],
    ],
  ];
}
