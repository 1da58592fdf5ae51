import { z } from "zod";
import { beginningOf } from "./beginning.ts";

/** A step of a trace as it is kept. */
export interface KeptSpan {
  readonly id: string;
  /** The step that asked for it; nothing where none did, or it was not kept. */
  readonly parent?: string;
  readonly service: string;
  readonly name: string;
  /** ms since the epoch, and how long it took; both with fractions. */
  readonly startedAt: number;
  readonly milliseconds: number;
  /** By OpenTelemetry's names; every value as text. */
  readonly attributes: Readonly<Record<string, string>>;
}

export interface KeptTrace {
  readonly id: string;
  /** In the order of their beginnings. */
  readonly spans: readonly KeptSpan[];
  readonly startedAt: number;
  readonly milliseconds: number;
}

/** Milliseconds that an answer may take: whoever waits is a person. */
const patience = 5000;

// As Jaeger answers its own pages: times are microseconds.
const answered = z.object({
  data: z.array(
    z.object({
      traceID: z.string(),
      spans: z.array(
        z.object({
          ...{ spanID: z.string(), operationName: z.string(), processID: z.string() },
          ...{ startTime: z.number(), duration: z.number() },
          references: z.array(z.object({ refType: z.string(), spanID: z.string() })).default([]),
          tags: z.array(z.object({ key: z.string(), value: z.unknown() })).default([]),
        }),
      ),
      processes: z.record(z.string(), z.object({ serviceName: z.string() })),
    }),
  ),
});

/** ms: it is asked for the slower ones first, having no order of its own. */
const slownesses = [5000, 2000, 1000, 500, 200, 0] as const;
/** Traces that it gives at once; fewer where so many of them are more than is read. */
const lookedAt = [200, 50, 10] as const;
/** Bytes of an answer that are read: with all that is made of them they fit into a small container. */
const mostBytes = 4 * 1024 * 1024;

/** An answer of more than is read. */
class TooLong extends Error {}

/**
 * Jaeger.
 * @param address `http://host:port` of its query service
 */
export const traceStoreAt = (address: string) => {
  const ask = async (path: string): Promise<KeptTrace[]> => {
    const response = await fetch(`${address}/api/${path}`, { signal: AbortSignal.timeout(patience) });
    const { bytes, cut } = await beginningOf(response, mostBytes);
    if (cut) throw new TooLong(`Jaeger's answer is longer than ${mostBytes} bytes`);
    const text = bytes.toString();
    // It says so of a trace that it has not, or not any more.
    if (response.status === 404) return [];
    if (!response.ok) throw new Error(`Jaeger answers ${response.status}: ${text.slice(0, 200)}`);
    return answered.parse(JSON.parse(text)).data.map(traceOf);
  };
  /** @throws TooLong where even the fewest are more than is read */
  const some = async (
    asked: Readonly<Record<string, string>>,
    [limit, ...fewer]: readonly number[] = lookedAt,
  ): Promise<KeptTrace[]> => {
    try {
      return await ask(`traces?${new URLSearchParams({ ...asked, limit: String(limit) })}`);
    } catch (error) {
      if (!(error instanceof TooLong) || fewer.length === 0) throw error;
      return some(asked, fewer);
    }
  };
  return {
    /**
     * The slowest traces in which a service had a part, the slowest first.
     * @throws Error where it does not answer in time
     */
    async slowest(service: string, { from, to }: { from: Date; to: Date }, atMost: number): Promise<KeptTrace[]> {
      const span = { service, start: String(from.getTime() * 1000), end: String(to.getTime() * 1000) };
      for (const least of slownesses) {
        const asked = { ...span, ...(least > 0 && { minDuration: `${least}ms` }) };
        const found = await some(asked);
        if (found.length < atMost && least > 0) continue;
        return found.sort((one, other) => other.milliseconds - one.milliseconds).slice(0, atMost);
      }
      return [];
    },
    /** @throws Error where it does not answer in time */
    trace: async (id: string): Promise<KeptTrace | undefined> => (await ask(`traces/${id}`))[0],
  };
};

function traceOf({ traceID, spans, processes }: z.output<typeof answered>["data"][number]): KeptTrace {
  const steps = spans
    .map((span): KeptSpan => {
      const parent = span.references.find(({ refType }) => refType === "CHILD_OF")?.spanID;
      return {
        id: span.spanID,
        ...(parent !== undefined && spans.some(({ spanID }) => spanID === parent) && { parent }),
        service: processes[span.processID]?.serviceName ?? "",
        name: span.operationName,
        startedAt: span.startTime / 1000,
        milliseconds: span.duration / 1000,
        attributes: Object.fromEntries(span.tags.map(({ key, value }) => [key, String(value)])),
      };
    })
    .sort((one, other) => one.startedAt - other.startedAt);
  const startedAt = Math.min(...steps.map((span) => span.startedAt));
  const endedAt = Math.max(...steps.map((span) => span.startedAt + span.milliseconds));
  return { id: traceID, spans: steps, startedAt, milliseconds: endedAt - startedAt };
}
