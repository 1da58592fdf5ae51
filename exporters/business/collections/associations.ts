import { business } from "../../../signals/metrics/business.ts";
import { sample } from "../../program/exposition.ts";
import { choice, isAbsent } from "../dates.ts";
import { type Source, sumOf } from "../figures.ts";
import { notAmong, notOf } from "../left-out.ts";

/** Label -> the list as stored (benevoclic.md section 3). */
const states = { member: "volunteers", waiting: "volunteersWaiting" } as const;
const lists = Object.entries(states);

export const associations: Source = {
  collection: "associations",
  fields: Object.values(states),
  without: (accounts) => [notOf("associationId", accounts), notAmong(Object.values(states), "volunteerId", accounts)],
  pipeline: () => [
    {
      $facet: {
        memberships: [
          {
            $group: {
              _id: null,
              ...Object.fromEntries(
                lists.flatMap(([state, list]) => [
                  [state, { $sum: choice({ $isArray: `$${list}` }, { $size: `$${list}` }, 0) }],
                  [
                    `unreadable_${state}`,
                    { $sum: choice({ $or: [{ $isArray: `$${list}` }, isAbsent(`$${list}`)] }, 0, 1) },
                  ],
                ]),
              ),
            },
          },
        ],
      },
    },
  ],
  figures: (answer) => {
    const rows = answer("memberships");
    return {
      samples: lists.map(([state]) => sample(business.memberships, sumOf(rows, state), { state })),
      unreadable: Object.fromEntries(lists.map(([state, list]) => [list, sumOf(rows, `unreadable_${state}`)])),
    };
  },
};
