import type { Status } from "../stacks/operations/status.ts";
import { table, terminal } from "./terminal.ts";

/** A deployment for people: what runs, what is watched, what fires, what differs. */
export function deploymentTable({ environment, engine, services, targets, firing, drift }: Status): string {
  const header = ["service", "state", "health", "version", "revision", "started", "restarts"];
  const rows = services.map(({ service, state, health, version, revision, startedAt, restarts, outOfMemory }) => [
    service,
    state,
    health,
    version,
    revision.slice(0, 7),
    startedAt.slice(0, 19).replace("T", " "),
    `${restarts}${outOfMemory ? " (out of memory)" : ""}`,
  ]);
  const down = (targets ?? []).filter(({ health }) => health === "down");
  const up = (targets ?? []).filter(({ health }) => health === "up");
  return [
    `${environment} on ${engine}`,
    "",
    ...table(header, rows, terminal),
    "",
    targets === undefined ? "  targets  Prometheus does not answer" : `  targets  ${up.length} of ${targets.length} up`,
    ...down.map(({ job, target, error }) => `           ${job}${target === "" ? "" : `/${target}`}: ${error}`),
    ...(firing === undefined ? [] : [`  firing   ${firing.join(", ") || "nothing"}`]),
    `  drift    ${drift === undefined ? "not known: the declarations are refused" : drift.length === 0 ? "none" : ""}`.trimEnd(),
    ...(drift ?? []).map(
      (one) =>
        `           ${one.container}, ${one.what}: declared ${one.declared || "nothing"}; running ${one.running || "nothing"}`,
    ),
  ].join("\n");
}
