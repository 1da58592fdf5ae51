import { logServices } from "../../../signals/metrics/log-sources.ts";
import { tracedServices } from "../../../signals/metrics/traced-services.ts";
import type { PageAnswer } from "../../program/serve.ts";
import type { Anomaly } from "../anomaly.ts";
import { explainingServices, type Lines, quarterAround } from "../lines.ts";
import type { Locale } from "../sheet.ts";
import { explainingTraced, type Traces } from "../traces.ts";
import { linesPage, traceId } from "./lines-page.ts";
import { tracesPage } from "./traces-page.ts";

/** What one page shows of lines, a telephone too, and of traces. */
const atMost = { lines: { lines: 1000, bytes: 1024 * 1024 }, traces: 5 } as const;

interface Asked {
  readonly anomaly: Anomaly;
  readonly url: URL;
  readonly locale: Locale;
  readonly name: string;
  readonly clock: Date;
}

/** What was written around an anomaly. @param traced whether a line can lead to its trace */
export async function linesAround(asked: Asked, store: Lines, traced: boolean): Promise<PageAnswer> {
  const { anomaly, url, clock } = asked;
  const wanted = logServices.find((one) => one === url.searchParams.get("service"));
  const services = wanted === undefined ? (explainingServices(anomaly) ?? logServices) : [wanted];
  const span = quarterAround(anomaly, clock);
  const found = await store.written(services, span, atMost.lines).catch(() => undefined);
  return linesPage({ ...asked, services, span, traced, lines: found?.lines, cut: found?.cut === true });
}

/** The slowest requests around an anomaly, or the one that is asked for by its id. */
export async function tracesAround(asked: Asked, store: Traces): Promise<PageAnswer> {
  const { anomaly, url, clock } = asked;
  const [wanted, id] = [url.searchParams.get("service"), url.searchParams.get("trace") ?? ""];
  const span = quarterAround(anomaly, clock);
  if (traceId.test(id)) {
    const found = await store.one(id).then(
      (trace) => (trace === undefined ? [] : [trace]),
      () => undefined,
    );
    return tracesPage({ ...asked, services: [], span, traces: found });
  }
  const one = tracedServices.find((service) => service === wanted);
  const services = one === undefined ? explainingTraced(anomaly) : [one];
  const found = await store.slowest(services, span, atMost.traces).catch(() => undefined);
  return tracesPage({ ...asked, services, span, traces: found });
}
