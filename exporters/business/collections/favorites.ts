import { business } from "../../../signals/metrics/business.ts";
import { sample } from "../../program/exposition.ts";
import { type Source, sumOf } from "../figures.ts";

export const favorites: Source = {
  collection: "favorites",
  fields: [],
  pipeline: () => [{ $facet: { all: [{ $group: { _id: null, n: { $sum: 1 } } }] } }],
  figures: (answer) => ({ samples: [sample(business.favorites, sumOf(answer("all")))], unreadable: {} }),
};
