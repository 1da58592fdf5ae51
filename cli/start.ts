import path from "node:path";
import { appendMessage, currentRun, removeRun, writeRun } from "../kit/lab/run-file.ts";
import { settled } from "../kit/lab/settled.ts";
import type { TargetName } from "../kit/lab/target.ts";
import { targets } from "../kit/lab/targets.ts";
import { startPreview } from "../kit/preview/server.ts";
import { type Harness, startHarness } from "../simulator/harness.ts";
import { UserError } from "./explain.ts";
import { runDirectory } from "./run-directory.ts";
import { statusTable } from "./status-table.ts";

/** The whole system on this machine, until Ctrl-C. */
export async function start({
  platform,
  target,
}: {
  readonly platform: string | undefined;
  readonly target: TargetName;
}): Promise<void> {
  if (platform !== undefined) return (await import("../kit/command/start.ts")).start(platform, targets[target]);
  const running = currentRun(runDirectory);
  if (running !== undefined) {
    throw new UserError(
      `The local system runs already (process ${running.pid}, since ${running.startedAt}): Prometheus ${running.prometheus}`,
      "use that one, or stop it with Ctrl-C in its terminal first",
    );
  }

  const stopping = new AbortController();
  for (const signal of ["SIGINT", "SIGTERM"] as const) process.on(signal, () => stopping.abort());
  const began = Date.now();
  const progress = (line: string) => console.log(`${((Date.now() - began) / 1000).toFixed(1).padStart(6)} s  ${line}`);

  let harness: Harness;
  try {
    harness = await startHarness({
      directory: runDirectory,
      progress,
      target: targets[target],
      heals: true,
      logs: true,
      traces: true,
      restarts: true,
      walks: true,
      signal: stopping.signal,
    });
  } catch (error) {
    if (!stopping.signal.aborted) throw error;
    console.log("Stopped during the start; nothing is left running.");
    return;
  }

  const { discord, smtp, ports, services } = harness;
  writeRun(runDirectory, {
    pid: process.pid,
    startedAt: new Date().toISOString(),
    prometheus: services.prometheus.address,
    alertmanager: services.alertmanager.address,
    desk: {
      url: new URL("/desk", harness.config.urls.anomalies).href,
      tokenFile: path.join(runDirectory, "secrets", "recorder-token"),
    },
  });
  // Shown here, and kept for `npm run fault` in another terminal.
  discord.inbox.each(({ receivedAt, channel, embeds: [embed] }) => {
    const [title, text] = [embed?.title ?? "", embed?.description ?? ""];
    appendMessage(runDirectory, { receivedAt: receivedAt.toISOString(), channel: "Discord", title, text });
    console.log(`\n[Discord, ${channel}] ${title}\n${text}`);
  });
  smtp.inbox.each(({ receivedAt, to, subject, text }) => {
    appendMessage(runDirectory, { receivedAt: receivedAt.toISOString(), channel: "e-mail", title: subject, text });
    console.log(`[e-mail to ${to.join(", ")}] ${subject}`);
  });

  const preview = await startPreview({
    dashboards: path.join(runDirectory, "generated/grafana/dashboards"),
    prometheus: services.prometheus.address,
    port: ports.preview,
  });
  try {
    progress("waiting until every target has been scraped and the rules evaluated");
    await settled(harness, { stop: stopping.signal, progress });
    console.log(`\n${await statusTable(harness)}\n`);
    console.log(`The dashboards, drawn without a Grafana: ${preview.url}`);
    console.log(`What is wrong, with buttons to take and close it: ${harness.config.urls.anomalies}/`);
    if (harness.config.jobs.logs)
      console.log(`What the platform writes: http://${harness.config.jobs.logs}/select/vmui`);
    if (harness.config.jobs.traces)
      console.log(`Traces of its requests: http://${harness.config.traces.query}/api/services`);
    console.log(
      `Anomalies are recorded in ${path.relative(".", path.join(runDirectory, "anomalies"))}: npm run anomaly -- list`,
    );
    console.log("Cause a fault from a second terminal: npm run fault api-down    (npm run fault lists them all)");
    console.log("Ctrl-C stops everything.");
    if (!stopping.signal.aborted) await new Promise((resolve) => stopping.signal.addEventListener("abort", resolve));
  } finally {
    console.log("\nstopping …");
    await preview.stop();
    await harness.stop();
    removeRun(runDirectory);
    console.log("stopped: no process is left.");
  }
}
