import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { loadConfig } from "../../config/load.ts";
import { hardening } from "../../stacks/hardening.ts";
import {
  containerOf,
  environments,
  type SynthesizedContainer,
  synthesized,
  temporaryDirectory,
} from "./synthesized.ts";

const all = environments.map((environment) => ({ environment, stacks: synthesized(environment) }));
const containers = all.flatMap(({ environment, stacks }) =>
  [...stacks.containers].map(([name, container]) => ({ environment, name, container })),
);
const isWriter = ({ name }: { name: string }) => name.endsWith("-config-writer");
const services = containers.filter((one) => !isWriter(one));
const writers = containers.filter(isWriter);

it("has the services and the config writers of every environment", () => {
  for (const { environment, stacks } of all) {
    // A developer starts the platform by hand: no PM2, and a database that comes and goes.
    const own =
      environment === "development"
        ? []
        : [
            "anomaly-recorder",
            "business-exporter",
            "jaeger",
            "jaeger-config-writer",
            "log-collector",
            "log-collector-config-writer",
            "log-rules",
            "log-rules-config-writer",
            "pm2-exporter",
            "remediation",
            "victoria-logs",
            "victoria-logs-config-writer",
          ];
    // There where an account for them is configured.
    if (environment === "staging") own.push("journeys");
    const others = [
      "alertmanager",
      "alertmanager-config-writer",
      "blackbox-exporter",
      "blackbox-exporter-config-writer",
      "grafana",
      "grafana-config-writer",
      "node-exporter",
      "prometheus",
      "prometheus-config-writer",
      ...(environment === "development" ? [] : ["remediation-config-writer"]),
    ];
    expect([...stacks.containers.keys()].sort()).toEqual([...own, ...others].sort());
  }
});

const asksForPassword = (service: string) => ["prometheus", "alertmanager"].includes(service);

describe.each(containers)("$environment: $name", ({ environment, container }) => {
  it("gains no privileges", () => {
    expect(container).toMatchObject({ security_opts: ["no-new-privileges:true"], capabilities: { drop: ["ALL"] } });
    for (const attribute of ["privileged", "pid_mode", "ipc_mode", "userns_mode", "devices", "group_add"])
      expect(container).not.toHaveProperty(attribute);
  });

  it("has bounded memory without swap, processor, threads and logs", () => {
    expect(container.memory).toBeGreaterThan(0);
    expect(container.memory_swap).toBe(container.memory);
    expect(container).toMatchObject({ cpu_period: 100_000, cpu_quota: 100_000, cpu_shares: 256 });
    expect(container.ulimit).toEqual([{ name: "nproc", soft: 4096, hard: 4096 }]);
    expect(container).toMatchObject({ log_driver: "json-file", log_opts: { "max-size": "10m", "max-file": "3" } });
  });

  it("is not deleted by a plan that finds it stopped", () => {
    expect(container.must_run).toBe(false);
  });

  it("publishes on 127.0.0.1 or not at all", () => {
    expect(container).not.toHaveProperty("publish_all_ports");
    for (const port of container.ports ?? []) expect(port.ip).toBe("127.0.0.1");
  });

  it("carries the environment in its name", () => {
    expect(container.name).toMatch(new RegExp(`^benevoclic-${environment}-`));
  });

  it("has the image that Terraform resolved, and no swarm or panicking attribute", () => {
    expect(container.image).toMatch(/^\$\{docker_image\.[a-z-]+\.image_id\}$/);
    for (const attribute of ["cpus", "volumes"]) expect(container).not.toHaveProperty(attribute);
    for (const mount of container.mounts) expect(mount).not.toHaveProperty("volume_options");
  });

  it("has no secret in its environment, only files that hold one", () => {
    for (const variable of container.env ?? []) {
      const [name = "", value = ""] = variable.split("=");
      if (/_(PASSWORD|SECRET|TOKEN|KEY|URI)(_|$)/.test(name)) {
        expect(name).toMatch(/_FILE$/);
        expect(value).toMatch(/^\/run\/secrets\//);
      }
    }
  });
});

describe.each(services)("$environment: service $name", ({ environment, name, container }) => {
  it("has a read-only root, adds no capability and is not root", () => {
    expect(container).toMatchObject({ read_only: true, init: true });
    expect(container).not.toHaveProperty("upload");
    expect(container.capabilities).toEqual({ drop: ["ALL"] });
    expect(Number(container.user.split(":")[0])).toBeGreaterThan(0);
  });

  it("writes nothing but its own data volume", () => {
    const writable = container.mounts.filter((mount) => !mount.read_only).map(({ source }) => source);
    expect(writable).toEqual(
      [
        "prometheus",
        "alertmanager",
        "grafana",
        "anomaly-recorder",
        "remediation",
        "victoria-logs",
        "log-collector",
        "jaeger",
        "journeys",
      ].includes(name)
        ? [`benevoclic-${environment}-${name}-data`]
        : [],
    );
  });

  it("is restarted, and given time to stop; who deploys waits for it", () => {
    const healthcheck = container.healthcheck as { start_period: string; test: string[] };
    expect(healthcheck.test.slice(0, 3)).toEqual(["CMD", "sh", "-c"]);
    // wget would show the password to every process of the host.
    expect(healthcheck.test[3]).toContain(asksForPassword(name) ? " nc 127.0.0.1 " : " wget -q ");
    expect(container).toMatchObject({ restart: "unless-stopped" });
    expect(container).not.toHaveProperty("wait");
    expect(container.destroy_grace_seconds).toBe(name === "prometheus" ? 120 : 30);
    expect(container.stop_timeout).toBe(container.destroy_grace_seconds);
  });

  it("states durations as the engine does", () => {
    const { interval, timeout, start_period } = container.healthcheck as Record<string, string>;
    for (const duration of [interval, timeout, start_period]) {
      // https://pkg.go.dev/time#Duration.String: seconds always, minutes only where there are some.
      expect(duration).toMatch(/^([1-5]?\ds|[1-9]\d*m[1-5]?\ds)$/);
    }
  });

  it("is in the private network under its name, and only node-exporter in the host's", () => {
    if (name === "node-exporter") {
      expect(container.network_mode).toBe("host");
      expect(container.command?.[0]).toMatch(/^--web\.listen-address=172\.30\.\d+\.1:9100$/);
    } else {
      expect(container.network_mode).toBe("bridge");
      // biome-ignore lint/suspicious/noTemplateCurlyInString: a Terraform expression
      expect(container.networks_advanced).toEqual([{ name: "${docker_network.network.id}", aliases: [name] }]);
    }
  });

  it("mounts no directory of the host but its own secrets, and what it is there to look at", () => {
    const binds = container.mounts.filter(({ type }) => type === "bind").map(({ source }) => source);
    const looksAt = {
      "node-exporter": "/",
      "pm2-exporter": "/var/lib/benevoclic-pm2",
      remediation: "/var/lib/benevoclic-pm2",
      "log-collector": "/var/log",
    };
    const secrets = [
      "prometheus",
      "alertmanager",
      "grafana",
      "business-exporter",
      "anomaly-recorder",
      "remediation",
      "log-rules",
      "journeys",
    ].includes(name)
      ? [`/etc/benevoclic-monitoring/secrets/${name}`]
      : [];
    expect(binds).toEqual([
      ...secrets,
      ...Object.entries(looksAt).flatMap(([who, what]) => (who === name ? [what] : [])),
    ]);
  });
});

describe.each(writers)("$environment: $name", ({ name, container }) => {
  const service = name.replace("-config-writer", "");
  it("runs once, as root with what it needs to give and to read, and its end decides", () => {
    expect(container).toMatchObject({
      user: "0:0",
      capabilities: {
        drop: ["ALL"],
        add: asksForPassword(service) ? ["CAP_CHOWN", "CAP_DAC_OVERRIDE"] : ["CAP_CHOWN"],
      },
      restart: "no",
      attach: true,
      network_mode: "bridge",
    });
    // biome-ignore lint/suspicious/noTemplateCurlyInString: a Terraform expression
    expect(container.lifecycle).toMatchObject({ postcondition: [{ condition: "${self.exit_code == 0}" }] });
  });

  it("uploads with a writable root, outside of any read-only mount", () => {
    expect(container).not.toHaveProperty("read_only");
    for (const { target } of container.mounts.filter((mount) => mount.read_only)) expect(target).toBe("/password");
    for (const upload of container.upload ?? []) {
      expect(upload.file).toMatch(/^(\/config-writer\.sh|\/cfg\/[0-9a-f]{16}\/.+)$/);
      expect(upload.source).toMatch(/^assets\//);
      expect(upload).not.toHaveProperty("content");
    }
  });

  it("sees no secret but what makes the service read anew, and nothing of the host", () => {
    const others = container.mounts.filter(({ type }) => type !== "volume").map(({ source }) => source);
    const password = `/etc/benevoclic-monitoring/secrets/${service}/${service}-password`;
    expect(others).toEqual(asksForPassword(service) ? [password] : []);
  });
});

describe("secrets", () => {
  it("are never read: a planted value is nowhere in the output", () => {
    const secrets = temporaryDirectory();
    mkdirSync(path.join(secrets, "alertmanager"));
    writeFileSync(path.join(secrets, "alertmanager/discord-critical"), "https://discord.com/api/webhooks/1/planted");
    const stacks = synthesized("production", {
      config: (config) => ({ ...config, deployment: { ...config.deployment, secrets } }),
    });
    expect(containerOf(stacks, "alertmanager").mounts).toContainEqual({
      type: "bind",
      source: `${secrets}/alertmanager`,
      target: "/run/secrets/alertmanager",
      read_only: true,
    });
    expect(stacks.json).not.toContain("planted");
  });

  it("are not readable by the service that sees the host's files", () => {
    for (const { environment, stacks } of all) {
      const users = (has: (container: SynthesizedContainer, name: string) => boolean) =>
        [...stacks.containers].filter(([name, one]) => has(one, name)).map(([, { user }]) => user.split(":")[0]);
      // Prometheus' own user is Alertmanager's, as in their images; what it holds, Alertmanager may know.
      const holders = users(
        ({ mounts }, name) => name !== "prometheus" && mounts.some(({ target }) => target.startsWith("/run/secrets/")),
      );
      const watchers = users(({ mounts }) => mounts.some(({ source }) => source === "/"));
      expect(holders).toHaveLength({ development: 2, production: 6, staging: 7 }[environment]);
      // Nor by one another, should a mount go wrong.
      expect(new Set(holders).size).toBe(holders.length);
      expect(watchers).toHaveLength(1);
      expect(holders).not.toContain(watchers[0]);
    }
  });
});

it("gives lines to the host's journal under the container's name, where an environment says so", () => {
  const { deployment } = loadConfig("production");
  expect(hardening(64, { deployment: { ...deployment, containerLogs: "journald" } })).toMatchObject({
    logDriver: "journald",
    // None that this driver does not know: the engine would refuse the container.
    logOpts: { mode: "blocking", tag: "{{.Name}}", labels: "", "labels-regex": "", env: "", "env-regex": "" },
  });
  expect(hardening(64, { deployment: { ...deployment, containerLogs: "journald" } }).logOpts).not.toHaveProperty(
    "max-size",
  );
});
