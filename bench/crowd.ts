import { startHttpServer } from "../kit/lab/sinks/http-server.ts";
import { usualInterval } from "../kit/model/job.ts";
import { intervalOf } from "../parts/every.ts";
import type { Crowd } from "../simulator/recording/crowd.ts";

/** Answers what a crowd exposes; all platforms are asked for the same, which is written once a second. */
export function serveCrowd(crowd: Crowd) {
  const began = Date.now();
  const written = new Map<string, { readonly at: number; readonly text: string | undefined }>();
  return startHttpServer(
    ({ path: asked, query }) => {
      const url = query.size === 0 ? asked : `${asked}?${query}`;
      const at = Math.floor((Date.now() - began) / 1000);
      const before = written.get(url);
      const text = before?.at === at ? before.text : crowd.exposition(url, at);
      written.set(url, { at, text });
      const headers = { "content-type": "text/plain; version=0.0.4" };
      return text === undefined ? { status: 404 } : { status: 200, text, headers };
    },
    { port: 0, maxBodyBytes: 0 },
  );
}

/** How a Prometheus scrapes every platform of a crowd that is served on a port. */
export function scrapesOf(crowd: Crowd, port: number) {
  const instances = Array.from({ length: crowd.platforms }, (_, index) => `vps-${index + 1}`);
  return {
    global: { scrape_interval: usualInterval, evaluation_interval: usualInterval },
    scrape_configs: [...new Set(crowd.targets.map(({ job }) => job))].map((job) => {
      const interval = intervalOf(job);
      const targets = crowd.targets.filter((target) => target.job === job);
      return {
        job_name: job,
        scrape_interval: interval,
        scrape_timeout: interval,
        static_configs: targets.flatMap(({ path: metricsPath, labels }) =>
          instances.map((instance) => ({
            targets: [`127.0.0.1:${port}`],
            labels: { ...labels, instance, __metrics_path__: metricsPath },
          })),
        ),
      };
    }),
  };
}
