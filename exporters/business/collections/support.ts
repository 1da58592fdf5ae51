import { business } from "../../../signals/metrics/business.ts";
import { sample } from "../../program/exposition.ts";
import { choice, datePart, dateText, type Expression, readDatePart } from "../dates.ts";
import { beginningOf, type Day, windowNames, windows } from "../days.ts";
import { byWindow, numberOf, type Row, type Source, sumOf } from "../figures.ts";
import { notOf } from "../left-out.ts";

/** As stored (benevoclic.md section 3), in capitals; labels are the same in lower case. */
const types = ["ANNOUNCEMENT", "TECHNICAL", "USER_FEEDBACK", "OTHER"];
const statuses = ["PENDING", "IN_PROGRESS", "RESOLVED", "REJECTED"];
const priorities = ["LOW", "MEDIUM", "HIGH", "CRITICAL"];
const open = ["PENDING", "IN_PROGRESS"];

/** https://prometheus.io/docs/practices/histograms/#quantiles: the usual and the slow. */
const quantiles = [0.5, 0.95];

const minute = 60_000;
const day = 24 * 60 * minute;
/** Durations are grouped, or their number would grow with the tickets: by 5 minutes within a day, by 6 hours above, and at most a year. */
const steps = { fine: 5 * minute, coarse: day / 4, longest: 365 * day };

const count = { $sum: 1 };
const known = (field: string, values: readonly string[]) => choice({ $in: [field, values] }, field, "");
const between = (field: string, from: Date, to: Date) => ({ $and: [{ $gte: [field, from] }, { $lte: [field, to] }] });
const roundedDown = (duration: Expression, step: number) => ({ $subtract: [duration, { $mod: [duration, step] }] });

/** Dates are BSON dates here (benevoclic.md section 3); others, and those to come, are unreadable. */
export const support: Source = {
  collection: "support",
  fields: ["type", "status", "priority", "createdAt", "updatedAt"],
  without: (accounts) => [notOf("userId", accounts)],
  pipeline: ({ now, today }) => {
    const duration = { $subtract: ["$updatedAt", "$createdAt"] };
    return [
      {
        $project: {
          _id: 0,
          type: known("$type", types),
          status: known("$status", statuses),
          priority: known("$priority", priorities),
          created: choice(between("$createdAt", new Date(0), now), dateText("$createdAt"), ""),
          createdAt: choice(between("$createdAt", new Date(0), now), "$createdAt", null),
          updatedAt: choice(between("$updatedAt", new Date(0), now), "$updatedAt", null),
        },
      },
      {
        $facet: {
          tickets: [{ $group: { _id: { type: "$type", status: "$status", priority: "$priority" }, n: count } }],
          created: [{ $group: { _id: datePart("$created", today), n: count } }],
          oldest: [
            { $match: { status: { $in: open } } },
            { $group: { _id: "$priority", createdAt: { $min: "$createdAt" } } },
          ],
          resolved: [
            { $match: { status: "RESOLVED", createdAt: { $ne: null }, updatedAt: { $gte: since(today) } } },
            { $project: { duration: { $min: [duration, steps.longest] } } },
            {
              $group: {
                _id: choice(
                  { $lt: ["$duration", 0] },
                  -1,
                  choice(
                    { $lt: ["$duration", day] },
                    roundedDown("$duration", steps.fine),
                    roundedDown("$duration", steps.coarse),
                  ),
                ),
                n: count,
              },
            },
          ],
          unchanged: [{ $match: { status: "RESOLVED", updatedAt: null } }, { $group: { _id: null, n: count } }],
        },
      },
    ];
  },
  figures: (answer, { now, today }) => {
    const tickets = answer("tickets").map((row) => ({
      ...(row._id as { type: string; status: string; priority: string }),
      row,
    }));
    const rowsWhere = (test: (ticket: (typeof tickets)[number]) => boolean) =>
      tickets.filter(test).map(({ row }) => row);
    const created = byWindow(
      answer("created").map((row) => ({ date: readDatePart(row._id), n: numberOf(row, "n") })),
      today,
    );
    const durations = answer("resolved");
    const negative = durations.filter(({ _id }) => _id === -1);
    return {
      samples: [
        ...types.flatMap((type) =>
          statuses.flatMap((status) =>
            priorities.map((priority) =>
              sample(
                business.supportTickets,
                sumOf(rowsWhere((it) => it.type === type && it.status === status && it.priority === priority)),
                { type: type.toLowerCase(), status: status.toLowerCase(), priority: priority.toLowerCase() },
              ),
            ),
          ),
        ),
        ...windowNames.map((window) => sample(business.supportTicketsCreated, created.counts[window], { window })),
        ...answer("oldest").flatMap(({ _id, createdAt }) =>
          priorities.includes(_id as string) && createdAt instanceof Date
            ? [
                sample(business.supportOldestOpenAge, (now.getTime() - createdAt.getTime()) / 1_000, {
                  priority: (_id as string).toLowerCase(),
                }),
              ]
            : [],
        ),
        ...resolutionQuantiles(durations.filter(({ _id }) => _id !== -1)),
      ],
      unreadable: {
        ...Object.fromEntries(
          (["type", "status", "priority"] as const).map((field) => [field, sumOf(rowsWhere((it) => it[field] === ""))]),
        ),
        createdAt: created.unreadable,
        updatedAt: sumOf(negative) + sumOf(answer("unchanged")),
      },
    };
  },
};

/** The beginning of the 30 days' window. */
const since = (today: Day): Date => beginningOf(today - windows["30d"] + 1);

/** @param rows by duration in milliseconds, rounded down: the middle of the step is the estimate */
function resolutionQuantiles(rows: readonly Row[]) {
  const sorted = rows
    .map((row) => ({ duration: Number(row._id), n: numberOf(row, "n") }))
    .sort((one, other) => one.duration - other.duration);
  const total = sumOf(rows);
  if (total === 0) return [];
  return quantiles.map((quantile) => {
    let seen = 0;
    const at = sorted.find(({ n }) => {
      seen += n;
      return seen >= quantile * total;
    });
    const duration = at?.duration ?? 0;
    const step = duration < day ? steps.fine : steps.coarse;
    return sample(business.supportResolution, (duration + step / 2) / 1_000, { quantile: String(quantile) });
  });
}
