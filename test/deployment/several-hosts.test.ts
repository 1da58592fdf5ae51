import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { programs } from "../../kit/write/replicated/programs.ts";
import { webConfigFile } from "../../kit/write/web-config.ts";
import { yaml } from "../../kit/yaml.ts";
import { hostsIn } from "../../stacks/hosts.ts";
import { nameIn } from "../../stacks/names.ts";
import { prometheusIn } from "../../stacks/operations/ask.ts";
import { hostOf } from "../../stacks/operations/host.ts";
import { overHosts } from "../stacks/over-hosts.ts";
import { type Checkout, makeCheckout, writeSecrets } from "./checkout.ts";
import { joined, type Machine, startMachine } from "./engine.ts";
import { hostImages, imageOf, makeBrokenImage, makeImages } from "./images.ts";
import { whyNoDeployment, whyNotAll } from "./requirements.ts";

const why =
  (await whyNoDeployment()) ??
  (hostImages === undefined ? "there is no VictoriaMetrics; npm run second-engine fetches it" : undefined);
const minutes = 60_000;
/** Steps that are taken only when all of the story is asked for. */
const more = it.skipIf(whyNotAll !== undefined);
const later = whyNotAll === undefined ? "" : ` (skipped: ${whyNotAll})`;
const planted = "planted-secret-value";
const container = (program: string) => nameIn("production", program);

// One story on two machines, between which there is a cable. The limits of time are for a machine with much else to do.
describe.skipIf(why !== undefined)(`production over two hosts${why ? ` (skipped: ${why})` : ""}`, () => {
  const root = mkdtempSync(path.join(tmpdir(), "benevoclic-several-hosts-"));
  const secrets = path.join(root, "secrets");
  const machines: Machine[] = [];
  let checkout: Checkout;
  const places = () => hostsIn(checkout.config("production"));
  const [one, two] = [() => machines[0] as Machine, () => machines[1] as Machine];
  const stateOf = async ({ docker }: Machine, field: string) =>
    (await docker("inspect", "--format", `{{.Name}} ${field}`, ...programs.map(container))).trim().split("\n").sort();
  const starts = (machine: Machine) => stateOf(machine, "{{.Id}} {{.State.StartedAt}}");
  const healthy = programs.map((program) => `/${container(program)} healthy`).sort();

  beforeAll(async () => {
    for (const name of ["watch-1", "watch-2"]) machines.push(await startMachine(path.join(root, name)));
    await joined([one(), "10.0.0.11/24"], [two(), "10.0.0.12/24"]);
    for (const machine of machines) await makeImages(machine, root, hostImages);
    checkout = makeCheckout(path.join(root, "checkout"), one());
    const values = overHosts({ "watch-1": one().engine, "watch-2": two().engine });
    writeFileSync(path.join(checkout.directory, "config/production.yaml"), yaml(values));
    checkout.configure("production", {
      "deployment.secrets": secrets,
      "replicated.images": Object.fromEntries((hostImages ?? []).map((name) => [name, imageOf(name)])),
    });
    await checkout.mustRun("generate");
  }, 5 * minutes);
  afterAll(async () => {
    for (const machine of machines) await machine.remove();
    rmSync(root, { recursive: true, force: true, maxRetries: 50, retryDelay: 100 });
  }, minutes);

  it("touches no host while a secret is missing on one", { timeout: 10 * minutes }, async () => {
    const opens = { "prometheus-password": planted, "alertmanager-password": planted };
    const knows = webConfigFile(planted).trimEnd();
    writeSecrets(secrets, "prometheus", 65534, { ...opens, "prometheus-web": knows });
    const { code, error } = await checkout.npm("deploy", "production");
    expect(code).toBe(1);
    expect(error).toContain("alertmanager-web  is missing");
    for (const { docker } of machines) expect(await docker("ps", "-aq")).toBe("");
    writeSecrets(secrets, "alertmanager", 65534, {
      "alertmanager-password": planted,
      "alertmanager-web": knows,
      "discord-critical": `https://discord.com/api/webhooks/1/${planted}`,
      "discord-warning": `https://discord.com/api/webhooks/2/${planted}`,
      "discord-info": `https://discord.com/api/webhooks/3/${planted}`,
      "smtp-password": planted,
      "heartbeat-url": `http://10.0.0.1:8081/${planted}`,
      "recorder-token": planted,
      "remediation-token": planted,
    });
  });

  it("is deployed by one command, a host after the other, and seen to work", { timeout: 10 * minutes }, async () => {
    const said = await checkout.mustRun("deploy", "production");
    expect(said).toMatch(/now watch-1[\s\S]*healthy[\s\S]*now watch-2/);
    for (const machine of machines) {
      expect(await stateOf(machine, "{{.State.Health.Status}}")).toEqual(healthy);
      // As the engine has it.
      for (const program of programs) {
        const [{ HostConfig }] = JSON.parse(await machine.docker("inspect", container(program)));
        expect(HostConfig, program).toMatchObject({
          ReadonlyRootfs: true,
          Init: true,
          CapDrop: ["ALL"],
          Privileged: false,
          SecurityOpt: ["no-new-privileges:true"],
          NetworkMode: "host",
          RestartPolicy: { Name: "unless-stopped" },
        });
      }
    }
    // What one host scrapes is at the other as well, through whichever gateway it is asked for.
    for (const place of places()) {
      const prometheus = prometheusIn(hostOf(place.deployment.engine), place);
      await expect
        .poll(async () => (await prometheus.query('up{job="alertmanager"} == 1')).length, { timeout: minutes / 2 })
        .toBe(2);
    }
  });

  more(`has nothing to do the second time, and no drift${later}`, { timeout: 10 * minutes }, async () => {
    const before = await Promise.all(machines.map(starts));
    const said = await checkout.mustRun("deploy", "production");
    expect(said.match(/No changes/g)).toHaveLength(4);
    expect(await Promise.all(machines.map(starts))).toEqual(before);
    const { hosts } = JSON.parse((await checkout.npm("status", "production", "--json")).out) as {
      hosts: { drift: unknown[]; services: { health: string }[] }[];
    };
    expect(hosts.map(({ drift }) => drift)).toEqual([[], []]);
  });

  more(`brings another rule to both, and starts nothing anew${later}`, { timeout: 10 * minutes }, async () => {
    const before = await Promise.all(machines.map(starts));
    checkout.configure("production", { "alerts.HostMemoryLow": { warning: { for: "23m" } } });
    await checkout.mustRun("generate");
    await checkout.mustRun("deploy", "production");
    expect(await Promise.all(machines.map(starts))).toEqual(before);
    for (const { docker } of machines)
      expect(await docker("exec", container("rules"), "sh", "-c", "cat /etc/monitoring/current/rules/*.yml")).toContain(
        "for: 23m",
      );
  });

  more(
    `replaces the programs of one host while those of the other work${later}`,
    { timeout: 10 * minutes },
    async () => {
      const before = await Promise.all(machines.map(starts));
      checkout.configure("production", { "prometheus.retention": "99d" });
      await checkout.mustRun("generate");
      let over = false;
      const watched = (async () => {
        const seen: string[] = [];
        while (!over) {
          const states = await Promise.all(
            machines.map(async ({ docker }) =>
              docker("inspect", "--format", "{{.State.Health.Status}}", container("store")).then(
                (state) => state.trim(),
                () => "missing",
              ),
            ),
          );
          if (!seen.includes(states.join())) seen.push(states.join());
          await pause(100);
        }
        return seen;
      })();
      await checkout.mustRun("deploy", "production").finally(() => {
        over = true;
      });
      const seen = await watched;
      expect(seen.filter((states) => !states.includes("healthy"))).toEqual([]);
      expect(seen.some((states) => /^(starting|missing),healthy$/.test(states))).toBe(true);
      expect(seen.some((states) => /^healthy,(starting|missing)$/.test(states))).toBe(true);
      const after = await Promise.all(machines.map(starts));
      for (const [index, was] of before.entries())
        expect(after[index]?.filter((line, at) => line !== was[at])).toHaveLength(1);
    },
  );

  more(`leaves the second host as it is when the first one fails${later}`, { timeout: 15 * minutes }, async () => {
    const before = await starts(two());
    for (const machine of machines) await makeBrokenImage(machine, "vmalert");
    checkout.configure("production", { "replicated.images.vmalert": imageOf("vmalert", "2") });
    await checkout.mustRun("generate");
    const { code, error } = await checkout.npm("deploy", "production");
    expect(code).toBe(1);
    expect(error).toMatch(/rules {2}(cannot become healthy|is still not healthy)/);
    expect(await starts(two())).toEqual(before);
    checkout.configure("production", { "replicated.images.vmalert": imageOf("vmalert") });
    await checkout.mustRun("generate");
  });

  more(`goes on with the host that does not work${later}`, { timeout: 15 * minutes }, async () => {
    // By now the first one is broken, and mended; then it is the second one.
    expect(await checkout.mustRun("deploy", "production")).toMatch(/now watch-1[\s\S]*now watch-2/);
    await two().docker("stop", container("gateway"));
    expect(await checkout.mustRun("deploy", "production")).toMatch(/now watch-2[\s\S]*now watch-1/);
    for (const machine of machines) expect(await stateOf(machine, "{{.State.Health.Status}}")).toEqual(healthy);
    // Each one's gateway knows what the rule engines have loaded.
    for (const place of places())
      expect((await prometheusIn(hostOf(place.deployment.engine), place).rules()).length).toBeGreaterThan(300);
  });
});
