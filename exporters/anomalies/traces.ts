import { type KeptTrace, traceStoreAt } from "../../kit/model/trace-store.ts";
import { tracedServices } from "../../signals/metrics/traced-services.ts";
import type { Anomaly } from "./anomaly.ts";
import { explainingServices, type Span } from "./lines.ts";

/** Whose traces may explain an anomaly: of those whose lines may. All, where nobody's lines would. */
export function explainingTraced(anomaly: Pick<Anomaly, "component">): readonly string[] {
  const explaining = explainingServices(anomaly);
  const traced = tracedServices.filter((service) => explaining?.includes(service));
  return traced.length > 0 ? traced : tracedServices;
}

/** What one request did, step by step. @param address `http://host:port` of Jaeger's query service */
export function tracesOf(address: string) {
  const store = traceStoreAt(address);
  return {
    /** Those of these services that took longest, each once. @throws Error where the store does not answer */
    async slowest(services: readonly string[], span: Span, atMost: number): Promise<KeptTrace[]> {
      const found = await Promise.all(services.map((service) => store.slowest(service, span, atMost)));
      const each = new Map(found.flat().map((trace) => [trace.id, trace]));
      return [...each.values()].sort((one, other) => other.milliseconds - one.milliseconds).slice(0, atMost);
    },
    /** @throws Error where the store does not answer */
    one: store.trace,
  };
}

export type Traces = ReturnType<typeof tracesOf>;
