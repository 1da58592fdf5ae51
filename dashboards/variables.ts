import type { Variable } from "../kit/model/dashboard.ts";
import { api } from "../signals/metrics/api.ts";

export const route: Variable = {
  name: "route",
  title: { fr: "Route", en: "Route" },
  label: "path",
  from: api.requests,
};
