import { count, type Unit } from "./unit.ts";

/** A moment in milliseconds since 1970, as Grafana wants it; people read how long ago it was. */
export const moment: Unit = { ...count, name: "moment" };
