import { expect } from "vitest";
import { ended } from "../../stacks/operations/host.ts";
import { container, type Fixture, planted, running } from "./fixture.ts";

/** Processes of a service that have ended, and of whose end nobody has heard. @throws Error when it cannot be asked */
export const unburied = async ({ inside }: Fixture, service: string): Promise<number> =>
  Number(await inside(service, "sh", "-c", "cat /proc/[0-9]*/stat 2>/dev/null | grep -c ') Z ' || true"));

/** Every service is hardened as the engine has it, whatever was synthesized. */
export async function expectHardened(fixture: Fixture): Promise<void> {
  const { machine } = fixture;
  for (const service of running) {
    // By now each was asked for its health a dozen times.
    expect(await unburied(fixture, service), `ended processes of ${service}`).toBeLessThan(3);
    const answer: unknown = JSON.parse(await machine.docker("inspect", container(service)));
    const [{ HostConfig, Config, State }] = answer as [
      {
        HostConfig: {
          Memory: number;
          MemorySwap: number;
          PortBindings: Record<string, { HostIp: string }[]> | null;
        };
        Config: { User: string; StopTimeout: number };
        State: object;
      },
    ];
    expect(HostConfig, service).toMatchObject({
      ReadonlyRootfs: true,
      Init: true,
      CapDrop: ["ALL"],
      CapAdd: null,
      Privileged: false,
      SecurityOpt: ["no-new-privileges:true"],
      PidMode: "",
      CpuPeriod: 100_000,
      CpuQuota: 100_000,
      CpuShares: 256,
      Ulimits: [{ Name: "nproc", Soft: 4096, Hard: 4096 }],
      RestartPolicy: { Name: "unless-stopped" },
      LogConfig: { Type: "json-file", Config: { "max-size": "10m", "max-file": "3" } },
    });
    expect(HostConfig.Memory).toBeGreaterThan(0);
    expect(HostConfig.MemorySwap).toBe(HostConfig.Memory);
    for (const { HostIp } of Object.values(HostConfig.PortBindings ?? {}).flat()) expect(HostIp).toBe("127.0.0.1");
    expect(Number.parseInt(Config.User, 10)).toBeGreaterThan(0);
    expect(Config.StopTimeout).toBeGreaterThanOrEqual(30);
    expect(State).toMatchObject({ Health: { Status: "healthy" } });
  }
}

/** From inside a service nothing can be written, gained or learned that is not its own. */
export async function expectNothingToGain({ machine, root }: Fixture): Promise<void> {
  const attempt = async (service: string, script: string) => {
    const command = ["docker", "-H", machine.engine, "exec", container(service), "sh", "-c", script];
    const { code, out, error } = await ended(command);
    return code === 0 ? `succeeded: ${out}` : error;
  };
  const tried = running.map(async (service) => {
    // Theirs is in memory.
    const files = ["/x", "/bin/sh", "/etc/x", ...(["grafana", "journeys"].includes(service) ? [] : ["/tmp/x"])];
    for (const file of files) expect(await attempt(service, `echo > ${file}`)).toMatch(/Read-only|denied/);
    expect(await attempt(service, "mount -t tmpfs none /tmp")).toMatch(/denied|permitted/);
    const capabilities = "grep -E '^Cap(Eff|Prm|Bnd)' /proc/self/status | grep -v 0000000000000000";
    expect(await attempt(service, capabilities)).not.toContain("succeeded");
  });
  await Promise.all(tried);
  expect(await attempt("grafana", "cp /bin/busybox /tmp/sh && /tmp/sh true")).toMatch(/denied/);
  for (const [service, directory] of [
    ["prometheus", "/etc/prometheus"],
    ["alertmanager", "/etc/alertmanager"],
    ["grafana", "/etc/grafana/benevoclic"],
    ["blackbox-exporter", "/etc/blackbox-exporter"],
    ["remediation", "/etc/remediation"],
  ] as const) {
    expect(await attempt(service, `echo > ${directory}/x`)).toMatch(/Read-only|denied/);
    expect(await attempt(service, `rm -r ${directory}/current`)).toMatch(/Read-only|denied/);
  }
  const own = "/run/secrets/alertmanager/discord-critical";
  expect(await attempt("alertmanager", `cat ${own}`)).toContain(planted);
  expect(await attempt("alertmanager", `echo > ${own}`)).toMatch(/Read-only|denied/);
  for (const service of ["prometheus", "business-exporter", "anomaly-recorder", "remediation", "grafana"])
    expect(await attempt(service, "ls /run/secrets")).toBe(`succeeded: ${service}\n`);
  // Of PM2 nothing but its sockets.
  expect(await attempt("pm2-exporter", "ls /run/pm2 /run/secrets 2>/dev/null; true")).toMatch(/rpc\.sock\n$/);
  expect(await attempt("node-exporter", `cat /host${root}/secrets/alertmanager/discord-critical`)).toMatch(/denied/);
}
