import { business } from "../../../signals/metrics/business.ts";
import { sample } from "../../program/exposition.ts";
import {
  choice,
  datePart,
  dateText,
  type Expression,
  isAbsent,
  isDocument,
  isNumberUpTo,
  notLongAgo,
  readDatePart,
} from "../dates.ts";
import { type Day, windowNames } from "../days.ts";
import { byWindow, numberOf, type Row, type Source, sumOf } from "../figures.ts";
import { notAmong, notOf } from "../left-out.ts";

/** As stored (benevoclic.md section 3) -> as a label. */
const statuses = { ACTIVE: "active", INACTIVE: "inactive", COMPLETED: "completed" } as const;
/** Label -> the list of people and the number of places, as stored. */
const kinds = {
  volunteer: { people: "volunteers", places: "maxVolunteers" },
  participant: { people: "participants", places: "maxParticipants" },
} as const;
const kindNames = Object.keys(kinds) as (keyof typeof kinds)[];
/** More places than people in France: such a number is a mistake. */
const mostPlaces = 70_000_000;
/** Stands for a list or a number that cannot be read. */
const unreadable = -1;

const count = { $sum: 1 };
const countIf = (condition: Expression) => ({ $sum: choice(condition, 1, 0) });

/** The length of a list; nobody registered leaves it absent. */
const lengthOf = (field: string) =>
  choice({ $isArray: field }, { $size: field }, choice(isAbsent(field), 0, unreadable));

const placesOf = (field: string) => choice(isNumberUpTo(field, mostPlaces), field, unreadable);

/**
 * When people registered, for events that are not long over: nobody registers after them. Of a person nothing but the date is read, so
 * nothing else leaves the server.
 */
const registrationsOf = (list: string, today: Day) => [
  notLongAgo("dateEvent", today),
  {
    $project: {
      _id: 0,
      text: {
        $map: {
          input: choice({ $isArray: list }, list, []),
          as: "person",
          in: choice(isDocument("$$person"), dateText("$$person.dateAdded"), ""),
        },
      },
    },
  },
  { $unwind: "$text" },
  { $group: { _id: datePart("$text", today), n: count } },
];

/** What is counted of upcoming announcements, once `people` and `places` are numbers. */
const numbersOf = (kind: keyof typeof kinds) => {
  const [people, places] = [`$people_${kind}`, `$places_${kind}`];
  const known = { $and: [{ $gte: [places, 0] }, { $gte: [people, 0] }] };
  return {
    [`places_${kind}`]: { $sum: choice(known, places, 0) },
    [`taken_${kind}`]: { $sum: choice(known, people, 0) },
    // No place was ever offered where there are 0.
    [`full_${kind}`]: countIf({ $and: [known, { $gt: [places, 0] }, { $gte: [people, places] }] }),
    [`overbooked_${kind}`]: countIf({ $and: [known, { $gt: [people, places] }] }),
  };
};

/** Field -> its number, or -1. */
const counted: Readonly<Record<string, Expression>> = Object.fromEntries([
  ...kindNames.flatMap((kind) => [
    [kinds[kind].people, lengthOf(`$${kinds[kind].people}`)],
    [kinds[kind].places, placesOf(`$${kinds[kind].places}`)],
  ]),
  ["volunteersWaiting", lengthOf("$volunteersWaiting")],
]);

export const announcements: Source = {
  collection: "announcements",
  fields: [
    ...["status", "datePublication", "dateEvent"],
    ...Object.keys(counted),
    ...kindNames.map((kind) => `${kinds[kind].people}.dateAdded`),
  ],
  without: (accounts) => [
    notOf("associationId", accounts),
    notAmong(["volunteers", "participants", "volunteersWaiting"], "id", accounts),
  ],
  pipeline: ({ today }) => [
    {
      $facet: {
        statuses: [
          {
            $group: {
              _id: choice({ $in: ["$status", Object.keys(statuses)] }, "$status", ""),
              n: count,
              ...Object.fromEntries(
                Object.entries(counted).map(([field, number]) => [field, countIf({ $eq: [number, unreadable] })]),
              ),
            },
          },
        ],
        publications: [
          notLongAgo("datePublication", today),
          { $project: { _id: 0, text: dateText("$datePublication") } },
          { $group: { _id: datePart("$text", today), n: count } },
        ],
        events: [
          { $match: { status: "ACTIVE" } },
          {
            $project: {
              _id: 0,
              hidden: { $eq: ["$isHidden", true] },
              text: dateText("$dateEvent"),
              waiting: { $max: [counted.volunteersWaiting, 0] },
              ...Object.fromEntries(
                kindNames.flatMap((kind) => [
                  [`people_${kind}`, counted[kinds[kind].people]],
                  [`places_${kind}`, counted[kinds[kind].places]],
                ]),
              ),
            },
          },
          {
            $group: {
              _id: { hidden: "$hidden", part: datePart("$text", today) },
              n: count,
              waiting: { $sum: "$waiting" },
              ...numbersOf("volunteer"),
              ...numbersOf("participant"),
            },
          },
        ],
        ...Object.fromEntries(kindNames.map((kind) => [kind, registrationsOf(`$${kinds[kind].people}`, today)])),
      },
    },
  ],
  figures: (answer, { today }) => {
    const byStatus = answer("statuses");
    const published = byWindow(datedRows(answer("publications")), today);
    const registered = kindNames.map((kind) => ({ kind, ...byWindow(datedRows(answer(kind)), today) }));
    const events = answer("events").map((row) => {
      const { hidden, part } = row._id as { hidden: boolean; part: unknown };
      return { row, hidden, date: readDatePart(part) };
    });
    const rowsWhere = (test: (event: (typeof events)[number]) => boolean) => events.filter(test).map(({ row }) => row);
    const upcoming = rowsWhere(({ hidden, date }) => !hidden && typeof date === "number" && date >= today);
    const stale = rowsWhere(({ date }) => typeof date === "number" && date < today);
    return {
      samples: [
        ...Object.entries(statuses).map(([stored, status]) =>
          sample(business.announcements, sumOf(byStatus.filter(({ _id }) => _id === stored)), { status }),
        ),
        ...windowNames.map((window) => sample(business.announcementsPublished, published.counts[window], { window })),
        sample(business.announcementsUpcoming, sumOf(upcoming)),
        sample(business.announcementsStale, sumOf(stale)),
        sample(business.registrationsWaiting, sumOf(upcoming, "waiting"), { kind: "volunteer" }),
        ...registered.flatMap(({ kind, counts }) => [
          sample(business.announcementsFull, sumOf(upcoming, `full_${kind}`), { kind }),
          sample(business.announcementsOverbooked, sumOf(upcoming, `overbooked_${kind}`), { kind }),
          sample(business.places, sumOf(upcoming, `places_${kind}`), { kind }),
          sample(business.placesTaken, sumOf(upcoming, `taken_${kind}`), { kind }),
          ...windowNames.map((window) => sample(business.registrations, counts[window], { kind, window })),
        ]),
      ],
      unreadable: {
        status: sumOf(byStatus.filter(({ _id }) => _id === "")),
        // A publication may be planned for a later day.
        datePublication: published.unreadable + published.absent,
        // Of active announcements: the day of the others counts for nothing.
        dateEvent: sumOf(rowsWhere(({ date }) => typeof date !== "number")),
        ...Object.fromEntries(Object.keys(counted).map((field) => [field, sumOf(byStatus, field)])),
        // Older registrations carry no date: those are not counted by window, and not unreadable either.
        ...Object.fromEntries(
          registered.map(({ kind, unreadable, future }) => [`${kinds[kind].people}.dateAdded`, unreadable + future]),
        ),
      },
    };
  },
};

const datedRows = (rows: readonly Row[]) => rows.map((row) => ({ date: readDatePart(row._id), n: numberOf(row, "n") }));
