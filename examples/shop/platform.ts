import path from "node:path";
import { z } from "zod";
import { environmentsOf } from "../../kit/config/load.ts";
import { settingsOf } from "../../kit/config/schema.ts";
import { dashboard } from "../../kit/model/dashboard.ts";
import { english } from "../../kit/model/text.ts";
import { platform } from "../../kit/platform.ts";
import * as alerts from "./alerts.ts";
import { parts } from "./parts.ts";
import * as signals from "./signals.ts";

export const people = { roles: ["developer", "owner"], locale: "en", timezone: "America/New_York" } as const;
const settings = settingsOf({ parts, ...people });

/** Everything that a module exports, by name: loaders give it in different orders. */
const declaredIn = <One>(module: Readonly<Record<string, One>>): One[] =>
  Object.entries(module)
    .sort(([one], [other]) => (one < other ? -1 : 1))
    .map(([, value]) => value);

/** A shop in New York: one Express service and PostgreSQL on one machine, and two people who are told. */
export const shop = platform("shop", {
  title: "Shop",
  environments: environmentsOf(z.strictObject(settings), path.join(import.meta.dirname, "config")),
  parts,
  components: {
    Shop: { name: "shop", title: english("Shop") },
    Database: { name: "database", title: english("Database") },
  },
  signals: new Map([["shop", declaredIn(signals)]]),
  alerts: new Map([["shop", declaredIn(alerts)]]),
  // What no row names stands in a last one: here, everything.
  dashboards: [
    dashboard("shop", {
      title: english("Shop"),
      about: english("Can customers order?"),
      readers: english("Whoever is on call."),
      since: "6h",
      rows: [],
    }),
  ],
});
