import { readFileSync } from "node:fs";
import path from "node:path";
import { expect, it } from "vitest";
import { loadConfig } from "../../config/load.ts";
import { publishedAll, servicesOf } from "../../stacks/service.ts";
import { synthesized, withJourneys } from "./synthesized.ts";

const guide = readFileSync(path.resolve(import.meta.dirname, "../../docs/deploying.md"), "utf8");
const section = /## Who may reach which port\n([\s\S]*?)\n## /.exec(guide)?.[1] ?? "";
/** `service listens published`, as the table tells people. */
const told = [...section.matchAll(/^\| ([a-z0-9-]+) \| (\d+) \| ([\d.:]+) \|/gm)]
  .map((row) => row.slice(1).join(" "))
  .sort();

it("who may reach which port is what the guide tells, and nothing else is open", () => {
  const config = loadConfig("production");
  const { containers } = synthesized("production", { config: withJourneys });
  const open = [...containers].flatMap(([name, { ports = [], network_mode, command = [] }]) => [
    ...ports.map(({ ip, internal, external }) => `${name} ${internal} ${ip ?? "everywhere"}:${external}`),
    // In the host's network a program opens what its flags say.
    ...(network_mode === "host"
      ? command.flatMap((flag) => {
          const [, address, port] = /^--web\.listen-address=(.*):(\d+)$/.exec(flag) ?? [];
          return port === undefined ? [] : [`${name} ${port} ${address}:${port}`];
        })
      : []),
  ]);
  expect(open.sort()).toEqual(told);
  expect(open.filter((line) => !/ (127\.0\.0\.1|172\.30\.57\.1):\d+$/.test(line))).toEqual([]);
  // What nginx and the tunnel are pointed at is the same.
  const asked = servicesOf(config).flatMap((service) => {
    const inside = [service.listens.port, ...(service.further ?? []).map(({ port }) => port)];
    return publishedAll(config, service).map(
      ({ address, port }, index) => `${service.name} ${inside[index]} ${address}:${port}`,
    );
  });
  expect(asked.sort()).toEqual(told);
});

it("nothing can be deleted or stopped from outside: no admin interface, and a bounded one behind nginx", () => {
  const { json } = synthesized("production");
  expect(json).not.toContain("enable-admin-api");
});
