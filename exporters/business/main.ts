import { business } from "../../signals/metrics/business.ts";
import { exporterBuilds } from "../../signals/metrics/exporter-builds.ts";
import { mongodb } from "../../signals/metrics/mongodb.ts";
import { exposition } from "../program/exposition.ts";
import { createLog } from "../program/log.ts";
import { runProgram } from "../program/main.ts";
import { ownMetrics } from "../program/own-metrics.ts";
import { readSecret } from "../program/secret.ts";
import { serve } from "../program/serve.ts";
import { check } from "./check.ts";
import { sources } from "./collections/every.ts";
import { clientOf } from "./connection.ts";
import { failureOf } from "./failure.ts";
import { keepFresh, read } from "./refresh.ts";
import { askServerStatus, watchServerStatus } from "./server-status.ts";
import { businessSettings } from "./settings.ts";
import { createStore } from "./store.ts";

const log = createLog("business-exporter");
const businessMetrics = Object.values(business);
const mongodbMetrics = Object.values(mongodb);
/** A ping or a status (ms): it is asked often, and a late answer is as bad as none. */
const statusWithin = 5_000;
/** The server gives up first (maxTimeMS); this much later (ms) we do, should it not even say so. */
const grace = 2_000;

await runProgram(log, async () => {
  const settings = businessSettings();
  const answerWithin = settings["answer-within"] * 1_000;
  const leaveOut = settings["leave-out"];
  const client = clientOf(await readSecret(settings["mongodb-uri-file"]), answerWithin + grace);
  const db = client.db(settings.database);
  const store = createStore(sources, settings["keep-for"]);

  if (settings.check) {
    const works = await check({ client, db, sources, answerWithin, print: console.log });
    await client.close();
    process.exitCode = works ? 0 : 1;
    return undefined;
  }

  if (settings.once) {
    for (const source of sources) {
      const begin = performance.now();
      const seconds = () => (performance.now() - begin) / 1_000;
      try {
        const { figures, at } = await read(db, source, answerWithin, leaveOut);
        store.succeeded(source.collection, figures, at, seconds());
      } catch (error) {
        store.failed(source.collection, seconds());
        log.error("a collection cannot be read", { collection: source.collection, ...failureOf(error) });
        process.exitCode = 1;
      }
    }
    const status = await askServerStatus(client, statusWithin);
    process.stdout.write(await exposition(businessMetrics, store.samples(new Date())));
    process.stdout.write(await exposition(mongodbMetrics, status.samples));
    await client.close();
    return undefined;
  }

  const own = ownMetrics(exporterBuilds.business);
  const status = watchServerStatus({ client, interval: settings["status-interval"], answerWithin: statusWithin, log });
  const refreshing = keepFresh({
    db,
    sources,
    store,
    interval: settings["refresh-interval"],
    answerWithin,
    leaveOut,
    log,
  });
  const server = await serve({
    port: settings.port,
    host: settings.host,
    endpoints: {
      "/metrics": async () => (await exposition(businessMetrics, store.samples(new Date()))) + (await own.metrics()),
      "/metrics/mongodb": () => exposition(mongodbMetrics, status.samples()),
    },
    ready: () => store.complete(new Date()),
    log,
  });
  log.info("listening", { host: settings.host, port: server.port });
  return {
    stop: async () => {
      refreshing.stop();
      status.stop();
      await server.stop();
      await client.close(true);
    },
  };
});
