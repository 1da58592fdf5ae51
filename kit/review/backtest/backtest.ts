import { createHash } from "node:crypto";
import { rmSync } from "node:fs";
import type { Evaluation } from "../../model/prometheus.ts";
import { recordingsUnder } from "../compare/affected.ts";
import { oneLine } from "../read/expression.ts";
import type { Rules } from "../read/rules.ts";
import { anomaliesIn, type RecordedAnomaly } from "./anomalies.ts";
import { firings, joined, type Span, spansOf } from "./firing.ts";
import { createPace, type Pace } from "./pace.ts";
import { crosses, planOf, type Query, type RuleSetName, ruleSets, type Watched } from "./plan.ts";
import { mostPoints, Refused, type Server } from "./server.ts";
import { type Chunk, type State, stateIn } from "./state.ts";

export interface BacktestOptions {
  readonly api: Server;
  /** The rules of both versions, and what the server itself runs: history holds what that records. */
  readonly sets: Readonly<Record<RuleSetName, Rules>>;
  readonly running: Rules;
  /** Seconds. */
  readonly span: number;
  /** The end of the time that is replayed, in seconds since the epoch. */
  readonly to: number;
  /** Where what was learned is kept until the end. */
  readonly stateFile: string;
  /** Questions at the same time. */
  readonly concurrency: number;
  readonly progress: (done: number, detail: string) => void;
  /** How to wait, in seconds. */
  readonly rest?: (seconds: number) => Promise<void>;
}

/** When one rule of one version would have fired, for each series. */
export interface Fired {
  readonly rule: Watched;
  readonly firings: readonly {
    readonly labels: Readonly<Record<string, string>>;
    readonly from: number;
    readonly to: number;
  }[];
}

export interface Backtest {
  readonly from: number;
  readonly to: number;
  readonly fired: readonly Fired[];
  readonly anomalies: readonly RecordedAnomaly[];
  readonly notes: readonly string[];
  readonly cost: { readonly requests: number; readonly engine: number; readonly bytes: number };
}

/** To begin with: a day. Seconds. */
const firstChunk = 86_400;

/**
 * Replays two versions of rules over a server's real history.
 * @throws ServerBusy when the server cannot spare the answers; the state file remembers those that it gave
 */
export async function backtest(options: BacktestOptions): Promise<Backtest> {
  const { api, sets, progress } = options;
  const stored = await storedSeries(options);
  const { queries, notes } = planOf(sets, stored);
  const replay = createHash("sha256")
    .update(queries.map(({ id }) => id).join())
    .update(`${options.span}`)
    .digest("hex");
  const state = stateIn(options.stateFile, replay, options.to - options.span, options.to);
  const refused: string[] = [];
  const total = queries.length * (state.to - state.from);
  const rest = [...queries];
  const paced = () => createPace(api, Math.min(firstChunk, options.span), options.rest);
  const worker = async () => {
    const pace = paced();
    for (let query = rest.shift(); query !== undefined; query = rest.shift()) {
      try {
        await replayed(query, state, api, pace, () => progress(doneOf(state) / total, query?.watched[0]?.key ?? ""));
      } catch (error) {
        if (!(error instanceof Refused)) throw error;
        refused.push(
          `${query.watched.map(({ key, set }) => `${key} (${set})`).join(", ")}: refused by the server: ${error.message}`,
        );
      }
    }
  };
  await Promise.all(Array.from({ length: options.concurrency }, worker));
  const anomalies = await anomaliesIn(api, paced(), state.from, state.to);
  const result: Backtest = {
    ...{ from: state.from, to: state.to, anomalies },
    fired: queries.flatMap((query) => firedOf(query, state)),
    notes: [...notes, ...refused],
    cost: {
      requests: state.chunks.length,
      engine: sum(state.chunks.map(({ engine }) => engine)),
      bytes: sum(state.chunks.map(({ bytes }) => bytes)),
    },
  };
  rmSync(options.stateFile, { force: true });
  return result;
}

const sum = (values: readonly number[]) => values.reduce((total, one) => total + one, 0);
const doneOf = ({ chunks }: State) => sum(chunks.map(({ from, to }) => to - from));

/**
 * The recorded series that need not be computed again: the server records them by the same definition, and had them when
 * the time that is replayed began. That the definition was the same ever since cannot be told.
 */
async function storedSeries({ api, sets, running, to, span }: BacktestOptions): Promise<Set<string>> {
  const used = new Set(
    ruleSets.flatMap((set) =>
      [...sets[set].alerts.values()].flatMap((rule) => [...recordingsUnder(rule.expression, sets[set])]),
    ),
  );
  const stored = new Set<string>();
  for (const name of used) {
    const definitions = ruleSets.flatMap((set) => sets[set].recordings.get(name) ?? []);
    const now = running.recordings.get(name);
    const same = definitions.every(({ expression }) => oneLine(expression) === oneLine(now?.expression ?? ""));
    if (same && (await api.holds(`present_over_time(${name}[1h])`, to - span + 3600))) stored.add(name);
  }
  return stored;
}

/** Asks one query over all of the time that is not known yet. */
async function replayed(query: Query, state: State, api: Server, pace: Pace, told: () => void): Promise<void> {
  const { step } = query;
  const known = state.chunks.filter((chunk) => chunk.query === query.id);
  let from = Math.max(state.from, ...known.map(({ to }) => to));
  told();
  while (from < state.to) {
    const points = Math.max(1, Math.min(mostPoints, Math.floor(pace.chunk / step)));
    const to = Math.min(state.to, from + points * step);
    const answer = await pace.ask(() => api.range(query.expression, from, Math.max(from, to - step), step));
    if (answer === undefined) continue;
    state.add(chunkOf(query, answer, from, to));
    from = to;
    told();
  }
}

/** What an answer says of each rule: kept instead of the samples, which may be many. */
function chunkOf(query: Query, { series, engine, bytes }: Evaluation, from: number, to: number): Chunk {
  const spans = query.watched.map(({ crossing }) =>
    Object.fromEntries(
      series.flatMap(({ labels: { __name__: _, ...labels }, samples }): [string, [number, number][]][] => {
        const moments = samples.filter(([, value]) => crosses(value, crossing)).map(([at]) => at);
        const held = spansOf(moments, query.step).map(([one, other]): [number, number] => [one, other]);
        return held.length === 0 ? [] : [[JSON.stringify(Object.entries(labels).sort()), held]];
      }),
    ),
  );
  return { query: query.id, from, to, engine, bytes, spans };
}

function firedOf(query: Query, state: State): Fired[] {
  const chunks = state.chunks.filter((chunk) => chunk.query === query.id).sort((one, other) => one.from - other.from);
  return query.watched.map((rule, place) => {
    const held = new Map<string, Span[]>();
    for (const { spans } of chunks)
      for (const [series, found] of Object.entries(spans[place] ?? {}))
        held.set(series, joined(held.get(series) ?? [], found, query.step));
    const all = [...held].flatMap(([series, spans]) =>
      firings(spans, rule, state.to - query.step).map(([from, to]) => ({
        labels: Object.fromEntries(JSON.parse(series) as [string, string][]),
        ...{ from, to: Math.min(to, state.to) },
      })),
    );
    return { rule, firings: all.sort((one, other) => one.from - other.from) };
  });
}
