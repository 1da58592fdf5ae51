import { MinKey } from "mongodb";
import { business } from "../../../signals/metrics/business.ts";
import { sample } from "../../program/exposition.ts";
import { choice, datePart, dateText, notLongAgo, readDatePart } from "../dates.ts";
import { windowNames } from "../days.ts";
import { byWindow, numberOf, type Row, type Source, sumOf } from "../figures.ts";
import { notOf } from "../left-out.ts";

/** As stored (benevoclic.md section 3) -> as a label. */
const roles = { VOLUNTEER: "volunteer", ASSOCIATION: "association", ADMIN: "admin" } as const;
const flags = ["isOnline", "isVerified", "disabled"] as const;
const dates = ["createdAt", "lastConnection"] as const;

const count = { $sum: 1 };
const countIf = (condition: unknown) => ({ $sum: choice(condition, 1, 0) });
const knownRole = choice({ $in: ["$role", Object.keys(roles)] }, "$role", "");
/** An absent flag is false. */
const isNoFlag = (field: string) => ({ $not: [{ $in: [{ $ifNull: [field, false] }, [true, false]] }] });

/**
 * Only the fields that are counted are read: `imageProfile` holds megabytes. An index on exactly these fields
 * lets the server answer without reading the documents at all; the first stage, true of every document, makes it
 * consider that index.
 */
export const users: Source = {
  collection: "users",
  fields: ["role", ...flags, ...dates],
  without: (accounts) => [notOf("userId", accounts)],
  pipeline: ({ today }) => [
    { $match: { role: { $gte: new MinKey() } } },
    {
      $facet: {
        roles: [
          {
            $group: {
              _id: knownRole,
              n: count,
              online: countIf({ $eq: ["$isOnline", true] }),
              verified: countIf({ $eq: ["$isVerified", true] }),
              disabled: countIf({ $eq: ["$disabled", true] }),
              ...Object.fromEntries(flags.map((flag) => [`unreadable_${flag}`, countIf(isNoFlag(`$${flag}`))])),
            },
          },
        ],
        ...Object.fromEntries(
          dates.map((field) => [
            field,
            [
              notLongAgo(field, today),
              { $project: { _id: 0, role: 1, text: dateText(`$${field}`) } },
              {
                $group: {
                  _id: datePart("$text", today),
                  n: count,
                  ...Object.fromEntries(Object.keys(roles).map((role) => [role, countIf({ $eq: ["$role", role] })])),
                },
              },
            ],
          ]),
        ),
      },
    },
  ],
  figures: (answer, { today }) => {
    const all = answer("roles");
    const perRole = Object.entries(roles).flatMap(([stored, role]) => {
      const row = all.find(({ _id }) => _id === stored);
      const registered = byWindow(datesOf(answer("createdAt"), stored), today);
      const active = byWindow(datesOf(answer("lastConnection"), stored), today);
      return [
        sample(business.users, numberOf(row, "n"), { role }),
        sample(business.usersOnline, numberOf(row, "online"), { role }),
        sample(
          business.usersUnverified,
          numberOf(row, "n") - numberOf(row, "verified") - numberOf(row, "unreadable_isVerified"),
          { role },
        ),
        sample(business.usersDisabled, numberOf(row, "disabled"), { role }),
        ...windowNames.flatMap((window) => [
          sample(business.usersRegistered, registered.counts[window], { role, window }),
          sample(business.usersActive, active.counts[window], { role, window }),
        ]),
      ];
    });
    const created = byWindow(datesOf(answer("createdAt")), today);
    const connected = byWindow(datesOf(answer("lastConnection")), today);
    return {
      samples: perRole,
      unreadable: {
        role: sumOf(all.filter(({ _id }) => _id === "")),
        ...Object.fromEntries(flags.map((flag) => [flag, sumOf(all, `unreadable_${flag}`)])),
        // Every account was created one day, but one that never connected has no last connection.
        createdAt: created.unreadable + created.future + created.absent,
        lastConnection: connected.unreadable + connected.future,
      },
    };
  },
};

/** @param role as stored; all accounts, also those of no known role, unless told */
const datesOf = (rows: readonly Row[], role = "n") =>
  rows.map((row) => ({ date: readDatePart(row._id), n: numberOf(row, role) }));
