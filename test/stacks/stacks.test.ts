import { describe, expect, it } from "vitest";
import { environments, synthesized } from "./synthesized.ts";

describe.each(environments)("%s", (environment) => {
  const { data, monitoring } = synthesized(environment);

  it("keeps all volumes in the data stack, protected, without labels or driver options", () => {
    expect(Object.keys(data.resource)).toEqual(["docker_volume"]);
    expect(monitoring.resource).not.toHaveProperty("docker_volume");
    for (const { "//": _, ...volume } of Object.values(data.resource.docker_volume ?? {}) as { "//"?: unknown }[]) {
      expect(volume).toEqual({
        name: expect.stringMatching(new RegExp(`^benevoclic-${environment}-`)),
        lifecycle: { prevent_destroy: true },
      });
    }
  });

  it("declares every volume that a container mounts, and those of services that are switched off", () => {
    const declared = Object.values(data.resource.docker_volume ?? {}).map(({ name }) => name);
    const mounted = Object.values(monitoring.resource.docker_container ?? {})
      .flatMap(({ mounts }) => mounts)
      .filter(({ type }) => type === "volume")
      .map(({ source }) => source);
    const switchedOff = [
      "anomaly-recorder-data",
      "jaeger-config",
      "jaeger-data",
      "log-collector-config",
      "log-collector-data",
      "log-rules-config",
      "remediation-config",
      "remediation-data",
      "victoria-logs-data",
    ];
    const off = { development: [...switchedOff, "journeys-data"], production: ["journeys-data"], staging: [] };
    const unused = off[environment].map((volume) => `benevoclic-${environment}-${volume}`);
    expect(declared.sort()).toEqual([...new Set([...mounted, ...unused])].sort());
  });

  it("lets either stack be deployed and destroyed without the other", () => {
    expect(JSON.stringify(monitoring)).not.toContain("docker_volume.");
    expect(JSON.stringify(monitoring)).not.toContain("terraform_remote_state");
  });

  it("keeps each state in the project's directory, outside cdktf.out, on any machine", () => {
    for (const [stack, name] of [
      [data, "data"],
      [monitoring, "monitoring"],
    ] as const)
      expect(stack.terraform.backend.local.path).toBe(`../../../terraform.${name}-${environment}.tfstate`);
  });

  it("has a network of its own with the configured gateway", () => {
    const [network] = Object.values(monitoring.resource.docker_network ?? {});
    const subnet = { production: 57, staging: 58, development: 59 }[environment];
    expect(network).toMatchObject({
      name: `benevoclic-${environment}-network`,
      ipam_config: [{ subnet: `172.30.${subnet}.0/24`, gateway: `172.30.${subnet}.1` }],
    });
  });
});

it("shares one strict connection over ssh, and has no ssh options otherwise", () => {
  const { data, monitoring } = synthesized("production", {
    config: (config) => ({ ...config, deployment: { ...config.deployment, engine: "ssh://deploy@vps.example.org" } }),
  });
  for (const stack of [data, monitoring]) {
    expect(stack.provider.docker[0]).toMatchObject({ host: "ssh://deploy@vps.example.org" });
    expect(stack.provider.docker[0]?.ssh_opts).toEqual(
      expect.arrayContaining(["BatchMode=yes", "StrictHostKeyChecking=yes", "ControlMaster=auto"]),
    );
  }
  expect(synthesized("production").data.provider.docker[0]).toEqual({ host: "unix:///var/run/docker.sock" });
});
