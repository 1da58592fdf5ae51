import { business } from "../../../signals/metrics/business.ts";
import { sample } from "../../program/exposition.ts";
import { type Source, sumOf } from "../figures.ts";
import { notOf } from "../left-out.ts";

export const favorites: Source = {
  collection: "favorites",
  fields: [],
  without: (accounts) => [notOf("volunteerId", accounts)],
  pipeline: () => [{ $facet: { all: [{ $group: { _id: null, n: { $sum: 1 } } }] } }],
  figures: (answer) => ({ samples: [sample(business.favorites, sumOf(answer("all")))], unreadable: {} }),
};
