import { z } from "zod";
import { remedyDue } from "../../model/routing.ts";
import { remediesPath } from "../../write/remedies.ts";
import type { Files } from "../version.ts";
import { rulesOf } from "./rules.ts";

const seconds = z.number().optional();

/** Loose: another version may write more, which is then told as it stands there. */
const step = z.looseObject({
  action: z.string(),
  target: z.string(),
  said: z.string().default(""),
  acts: z.boolean().default(false),
  only: z.record(z.string(), z.string()).default({}),
  atMost: z.number().optional(),
  per: seconds,
  perDay: z.number().optional(),
  coolDown: seconds,
  startsWithin: seconds,
  shownWithin: seconds,
  whenDeployedWithin: seconds,
});
const healed = z.object({
  level: z.string().default(""),
  unless: z.array(z.object({ alertname: z.string() })).default([]),
  steps: z.array(step).default([]),
});
const plan = z.object({ alerts: z.record(z.string(), healed).default({}) });

export type Tried = z.output<typeof step>;

/** What is tried of one alert without a person. */
export interface Repair {
  readonly alert: string;
  readonly level: string;
  /** How long it is bad by then, as Prometheus writes it. */
  readonly after: string;
  /** Alerts that keep it from being tried. */
  readonly unless: readonly string[];
  readonly steps: readonly Tried[];
}

/** By the alert's name; undefined where nobody can read it. */
export function remediesIn(files: Files): ReadonlyMap<string, Repair> | undefined {
  const text = files.get(remediesPath);
  if (text === undefined) return new Map();
  const read = plan.safeParse(parsed(text));
  if (!read.success) return undefined;
  const due = [...rulesOf(files).alerts.values()].filter(({ name }) => name === remedyDue.alertname);
  return new Map(
    Object.entries(read.data.alerts).map(([alert, { level, unless, steps }]) => [
      alert,
      {
        ...{ alert, level, steps },
        after: due.find(({ labels }) => labels.heals === alert)?.for ?? "0s",
        unless: [...new Set(unless.map(({ alertname }) => alertname))],
      },
    ]),
  );
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
