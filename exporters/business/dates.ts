import { type Day, dayOfParts, windows } from "./days.ts";

/**
 * The platform's dates are strings of several forms (benevoclic.md section 3), and MongoDB reads only one of them. So the server
 * shortens each date to the part that tells its day and groups by it, and this program reads the few hundred different parts:
 *
 *   2025-08-18T09:12:44.000Z       -> 2025-08-18       ISO 8601
 *   Mon, 18 Aug 2025 21:59:59 GMT  -> Mon, 18 Aug 2025 RFC 7231, Firebase's form
 *   2025-08-18                     -> 2025-08-18       a day in Paris
 *   a BSON date                    -> as ISO 8601
 *
 * Paris is one or two hours ahead of UTC, so 22:00 and 23:00 may belong to its next day: on the days where a window begins or ends, that
 * hour stays (`2025-08-18@22`). Days more than a month away are shortened to their month, or the groups would grow with the years.
 */
export type DatePart = Day | "absent" | "unreadable";

/** An expression of MongoDB's aggregation language. */
export type Expression = unknown;

/** Values compare by type first: null < number < string < document < array < boolean < date (https://www.mongodb.com/docs/manual/reference/bson-type-comparison-order/). */
const isString = (value: Expression) => ({ $and: [{ $gte: [value, ""] }, { $lt: [value, { $literal: {} }] }] });
/** Years that four digits can write: others are an error to $dateToString. */
const isDate = (value: Expression) => ({
  $and: [{ $gte: [value, new Date("1000-01-01T00:00:00Z")] }, { $lte: [value, new Date("9999-12-31T00:00:00Z")] }],
});
export const isNumberUpTo = (value: Expression, highest: number) => ({
  $and: [{ $gte: [value, 0] }, { $lte: [value, highest] }],
});
export const isDocument = (value: Expression) => ({
  $and: [{ $gte: [value, { $literal: {} }] }, { $lt: [value, { $literal: [] }] }],
});
export const isAbsent = (value: Expression) => ({ $eq: [{ $ifNull: [value, null] }, null] });
export const choice = (condition: Expression, then: Expression, otherwise: Expression) => ({
  $cond: [condition, then, otherwise],
});

const absent = "absent";
const unreadable = "";

/** First step: a date field as text, whatever it holds. */
export const dateText = (field: Expression): Expression =>
  choice(
    isString(field),
    field,
    choice(
      isDate(field),
      { $dateToString: { date: field, format: "%Y-%m-%dT%H:%M:%SZ" } },
      choice(isAbsent(field), absent, unreadable),
    ),
  );

/** Well formed and of the calendar, so that what is left out needs no reading; the 29th of February is always read. */
const calendar = "((0[13578]|1[02])-(0[1-9]|[12]\\d|3[01])|(0[469]|11)-(0[1-9]|[12]\\d|30)|02-(0[1-9]|1\\d|2[0-8]))";
const isoText = new RegExp(`^\\d{4}-${calendar}(T([01]\\d|2[0-3]):[0-5]\\d:[0-5]\\d(\\.\\d{3})?Z)?$`);

/**
 * The same for RFC 7231: its text does not compare, so the months before the near days are named, as far back as the platform can be old. Every month
 * has 28 days; later ones are always read.
 */
function firebaseLongAgo(today: Day): RegExp {
  const near = new Date((today - nearness) * 86_400_000);
  const [year, month] = [near.getUTCFullYear(), near.getUTCMonth()];
  const pastYears = Array.from({ length: 20 }, (_, index) => year - 1 - index).join("|");
  const thisYear = month > 0 ? `|(${months.slice(0, month).join("|")}) ${year}` : "";
  const past = `((${months.join("|")}) (${pastYears})${thisYear})`;
  return new RegExp(
    `^(Mon|Tue|Wed|Thu|Fri|Sat|Sun), (0[1-9]|1\\d|2[0-8]) ${past} ([01]\\d|2[0-3]):[0-5]\\d:[0-5]\\d GMT$`,
  );
}

/** Optional step: leaves out what is dated certainly more than a month ago, most of it. What is not certainly a date stays. */
export const notLongAgo = (field: string, today: Day) => {
  const longAgo = { [field]: { $lt: daysFrom(today - nearness, 1)[0]?.iso } };
  return {
    $match: {
      $nor: [{ $and: [longAgo, { [field]: isoText }] }, { [field]: firebaseLongAgo(today) }],
    },
  };
};

const part = (text: Expression, from: number, length: number) => ({ $substrCP: [text, from, length] });
const endsAt = (text: Expression, ending: string, places: readonly number[]) => ({
  $in: [{ $indexOfCP: [text, ending] }, places],
});

/**
 * Second step: what the text is grouped by.
 *
 * @param text a field that holds what `dateText` made, as `$name`: it is named many times
 * @param today the days around it stay days
 */
export function datePart(text: string, today: Day): Expression {
  const near = daysFrom(today - nearness, 2 * nearness + 1);
  // A day before a window's first, and today: what happens there late may belong to the next day in Paris.
  const edges = [0, ...Object.values(windows)].flatMap((length) => daysFrom(today - length, 1));
  const edgeNames = edges.flatMap(({ iso, firebase }) => [iso, firebase]);
  const withHour = (prefix: Expression, hour: Expression) =>
    choice(
      { $and: [{ $in: [hour, ["22", "23"]] }, { $in: [prefix, edgeNames] }] },
      { $concat: [prefix, "@", hour] },
      prefix,
    );
  // Every month has 28 days; whether it has more is read in the program.
  const far = (prefix: Expression, dayOfMonth: Expression, month: Expression) =>
    choice({ $lte: [dayOfMonth, "28"] }, month, prefix);
  const iso = { prefix: part(text, 0, 10), far: far(part(text, 0, 10), part(text, 8, 2), part(text, 0, 7)) };
  const isoIsNear = { $and: [{ $gte: [text, near[0]?.iso] }, { $lt: [text, near.at(-1)?.iso] }] };
  const firebase = { prefix: part(text, 0, 16), far: far(part(text, 0, 16), part(text, 5, 2), part(text, 8, 8)) };
  const firebaseIsNear = { $in: [firebase.prefix, near.map((day) => day.firebase)] };
  return choice(
    endsAt(text, "Z", [19, 23]),
    choice(isoIsNear, withHour(iso.prefix, part(text, 11, 2)), iso.far),
    choice(
      endsAt(text, " GMT", [25]),
      choice(firebaseIsNear, withHour(firebase.prefix, part(text, 17, 2)), firebase.far),
      choice(
        { $and: [{ $eq: [{ $strLenCP: text }, 10] }, { $eq: [part(text, 4, 1), "-"] }] },
        choice(isoIsNear, iso.prefix, iso.far),
        choice({ $eq: [text, absent] }, absent, unreadable),
      ),
    ),
  );
}

/** More than a month each way, so that all of today's month is near, and a month that stands for far days is wholly before or after today. */
const nearness = 33;

/** Days in both forms that the server's texts begin with. */
const daysFrom = (first: Day, count: number) =>
  Array.from({ length: count }, (_, index) => {
    const day = new Date((first + index) * 86_400_000);
    return { iso: day.toISOString().slice(0, 10), firebase: day.toUTCString().slice(0, 16) };
  });

const months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
const isoForm = /^(\d{4})-(\d{2})(?:-(\d{2})(?:@(\d{2}))?)?$/;
const firebaseForm = /^(?:(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun), (\d{2}) )?([A-Z][a-z]{2}) (\d{4})(?:@(\d{2}))?$/;

/** Reads what the server grouped by. A month gives its first day, which is on the same side of today as all its days. */
export function readDatePart(grouped: unknown): DatePart {
  if (grouped === absent) return "absent";
  if (typeof grouped !== "string") return "unreadable";
  const [, isoYear, isoMonth, isoDay = "1", isoHour] = isoForm.exec(grouped) ?? [];
  if (isoYear) return found(dayOfParts(Number(isoYear), Number(isoMonth), Number(isoDay), hourOf(isoHour)));
  const [, day = "1", month = "", year, hour] = firebaseForm.exec(grouped) ?? [];
  if (year) return found(dayOfParts(Number(year), months.indexOf(month) + 1, Number(day), hourOf(hour)));
  return "unreadable";
}

const hourOf = (text: string | undefined): number | undefined => (text === undefined ? undefined : Number(text));
const found = (day: Day | undefined): DatePart => day ?? "unreadable";
