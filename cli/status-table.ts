import { urlOf } from "../kit/lab/monitoring.ts";
import type { Harness } from "../simulator/harness.ts";
import { table, terminal } from "./terminal.ts";

/** What runs where, how many targets are up, how many rules are loaded, and what fires. */
export async function statusTable(harness: Harness): Promise<string> {
  const { services, ports, prometheus, discord, smtp, heartbeats } = harness;
  const [targets, rules, firing] = await Promise.all([prometheus.targets(), prometheus.rules(), prometheus.firing()]);
  const rows = [
    ["benevoclic-api", urlOf(ports.api), "under PM2"],
    ["benevoclic-web", urlOf(ports.web), "under PM2"],
    ...Object.values(services)
      .filter(({ address }) => address !== "")
      .map(({ name, address, child }) => [name, address, `process ${child.pid}`]),
    ["Discord (sink)", `http://127.0.0.1:${discord.port}`, "refuses what Discord refuses"],
    ["mail (sink)", `127.0.0.1:${smtp.port}`, ""],
    ["heartbeat (sink)", `http://127.0.0.1:${heartbeats.port}`, ""],
  ];
  const down = targets.filter(({ health }) => health !== "up");
  const broken = rules.filter(({ health }) => health === "err");
  return [
    ...table(undefined, rows, terminal),
    "",
    `  targets up      ${targets.length - down.length} of ${targets.length}${down.map(({ job, lastError }) => `; ${job}: ${lastError}`).join("")}`,
    `  rules loaded    ${rules.length}${broken.length > 0 ? `, ${broken.length} of them failing` : ""}`,
    `  alerts firing   ${firing.join(", ") || "none"}`,
  ].join("\n");
}
