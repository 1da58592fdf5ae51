import { chmodSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { ended } from "../../stacks/operations/host.ts";
import { writeSecrets } from "./checkout.ts";
import { container, type Fixture, lost, planted, running, startFixture } from "./fixture.ts";
import { expectHardened, expectNothingToGain } from "./hardened.ts";
import { imageOf } from "./images.ts";
import { whyNoDeployment, whyNotAll } from "./requirements.ts";
import { whyNoSsh } from "./ssh.ts";

const why = await whyNoDeployment();
const minutes = 60_000;
/** Steps that are taken only when all of the story is asked for. */
const more = it.skipIf(whyNotAll !== undefined);
const skipped = (reason: string | undefined) => (reason === undefined ? "" : ` (skipped: ${reason})`);
const noSsh = why === undefined && whyNotAll === undefined ? await whyNoSsh() : undefined;
const later = skipped(whyNotAll);
const allHealthy = running.map(() => "healthy");

// One story on one machine: each step begins where the one before it ended. The limits of time are for a machine with much
// else to do.
const title = `production on an engine of its own${skipped(why)}`;
describe.skipIf(why !== undefined)(title, () => {
  let fixture: Fixture;
  let silence: string;
  const healthOf = async (environment: "production" | "staging") =>
    (await fixture.status(environment)).services.map(({ health }) => health);
  const starts = () => Promise.all(running.map(fixture.startOf));

  beforeAll(async () => {
    fixture = await startFixture();
  }, 5 * minutes);
  afterAll(() => fixture?.remove(), minutes);

  it("names everything that is in the way, at once, before anything changes", { timeout: 3 * minutes }, async () => {
    const { checkout, machine, root } = fixture;
    const secret = path.join(root, "secrets/alertmanager/discord-critical");
    const right = readFileSync(secret);
    writeFileSync(secret, "https://discord.com/api/webh");
    rmSync(path.join(root, "secrets/alertmanager/smtp-password"));
    chmodSync(path.join(root, "secrets/alertmanager/discord-info"), 0o644);
    checkout.configure("production", {
      "deployment.services.prometheus.image": "127.0.0.1:9/nobody/prometheus:1",
      "deployment.services.prometheus.port": 8082,
    });
    const { code, error } = await checkout.npm("deploy", "production");
    const secrets = await checkout.npm("secrets", "production");
    writeFileSync(secret, right);
    writeSecrets(path.join(root, "secrets"), "alertmanager", 65534, { "smtp-password": planted });
    chmodSync(path.join(root, "secrets/alertmanager/discord-info"), 0o400);
    checkout.configure("production", {
      "deployment.services.prometheus.image": imageOf("prometheus"),
      "deployment.services.prometheus.port": 9090,
    });

    expect(code).toBe(1);
    expect(error).toContain("5 mistakes");
    expect(error).toMatch(/discord-info {2}belongs to user 65534 with mode 644; needed: user 65534, mode 400/);
    expect(error).toContain("port 8082, which prometheus needs on 127.0.0.1, is taken by another program");
    expect(error).toContain("discord-critical  does not look like https://discord.com/api/webhooks/");
    expect(error).toContain("smtp-password  is missing");
    expect(error).toMatch(/config\/production\.yaml:\d+ {2}deployment\.services\.prometheus\.image: 127\.0\.0\.1:9/);
    expect(secrets.code).toBe(1);
    expect(secrets.out).toMatch(/WRONG .*\/alertmanager\/smtp-password/);
    expect(secrets.out).toMatch(/ok .*\/business-exporter\/mongodb-uri/);
    expect(error + secrets.out + secrets.error).not.toContain(planted);
    expect(await machine.docker("ps", "-aq")).toBe("");
    expect(await machine.docker("volume", "ls", "-q")).toBe("");
  });

  it("deploys from nothing: every service healthy, every target up, nothing drifted", {
    timeout: 6 * minutes,
  }, async () => {
    // Somebody else presses the button as well.
    const both = await Promise.all([1, 2].map(() => fixture.checkout.npm("deploy", "production")));
    const [done, refused] = both.sort((a, b) => a.code - b.code);
    expect(done?.error).toBe("");
    expect(done).toMatchObject({ code: 0, out: expect.stringMatching(/prometheus +running +healthy/) });
    expect(refused).toMatchObject({
      code: 1,
      error: expect.stringContaining("Another deployment from this checkout"),
    });
    const { services } = await fixture.until(({ well }) => well, "not well after the first deployment");
    // Our exporters run, from an image that was built there: one found PM2, one no database, one may write its records.
    expect(await fixture.value("pm2_up")).toBe(1);
    expect(await fixture.value("mongodb_up")).toBe(0);
    await fixture.inside("anomaly-recorder", "touch", "/anomalies/written");
    // Who deployed what is written down, for people and for Prometheus.
    const recorded = JSON.parse(await fixture.checkout.mustRun("deployments", "production", "--json"));
    const plan = expect.arrayContaining([expect.stringMatching(/^Apply complete! Resources: \d+ added/)]);
    expect(recorded).toMatchObject([{ outcome: "succeeded", environment: "production", plan }]);
    expect(await fixture.inside("node-exporter", "cat", "/textfile/deploy.prom")).toContain(
      `benevoclic_deploy_info{version="${recorded[0].version}",commit="${recorded[0].commit}"} 1`,
    );
    expect(await fixture.status()).toMatchObject({ well: true, drift: [] });
    expect(services.map(({ service }) => service)).toEqual(running);
    // Long before it is killed below: Alertmanager writes its silences down once a minute.
    const add = ["amtool", "silence", "add", "alertname=Nothing", "--comment=test", "--author=test", "--duration=2h"];
    silence = (await fixture.inside("alertmanager", ...add, "--alertmanager.url=http://127.0.0.1:9093")).trim();
  });

  it("has an empty second plan", { timeout: 3 * minutes }, async () => {
    for (const stack of ["data-production", "monitoring-production"]) {
      const plan = ["terraform", `-chdir=cdktf.out/stacks/${stack}`, "plan", "-detailed-exitcode", "-no-color"];
      const { code, out, error } = await fixture.checkout.run(...plan);
      expect({ stack, code, said: code === 0 ? "" : out + error }).toEqual({ stack, code: 0, said: "" });
    }
  });

  it.skipIf(whyNotAll !== undefined || noSsh !== undefined)(
    `does the same over ssh, and says why when it may not${later || skipped(noSsh)}`,
    {
      timeout: 8 * minutes,
    },
    async () => {
      const { checkout, machine } = fixture;
      const ssh = await fixture.startSsh();
      checkout.configure("production", { "deployment.engine": ssh.engine });
      const deploy = () => ssh.run(checkout.directory, "npm", "run", "--silent", "deploy", "--", "production");
      const before = await starts();
      expect(await deploy()).toMatchObject({ code: 0, error: "", out: expect.stringMatching(/drift +none/) });
      expect(await starts()).toEqual(before);

      const [known, authorized] = [readFileSync(ssh.knownHosts, "utf8"), readFileSync(ssh.authorizedKeys, "utf8")];
      const refusals = [
        [
          ssh.knownHosts,
          known.replace(/(ssh-ed25519) \S+/, (_, kind) => `${kind} ${authorized.split(" ")[1]}`),
          "the host's key is not the one",
        ],
        [ssh.knownHosts, "", "the host's key is not known here"],
        [ssh.authorizedKeys, "", "the host refuses this user's key"],
      ] as const;
      for (const [file, text, reason] of refusals) {
        const right = readFileSync(file, "utf8");
        writeFileSync(file, text);
        const { code, error } = await deploy();
        writeFileSync(file, right);
        expect({ code, error }).toEqual({ code: 1, error: expect.stringContaining(reason) });
      }
      checkout.configure("production", { "deployment.engine": machine.engine });
    },
  );

  it("hardens every service, as the engine has it", () => expectHardened(fixture));

  it("gives an attacker inside nothing to write, no privilege and no other service's secret", () =>
    expectNothingToGain(fixture));

  it("keeps secrets out of the state, the plan, the synthesized files, the engine's descriptions and the logs", {
    timeout: 3 * minutes,
  }, async () => {
    const { checkout, machine } = fixture;
    const written = readdirSync(checkout.directory, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => path.join(entry.parentPath, entry.name))
      .filter((file) => !file.includes("/node_modules/") && !file.includes("/.terraform/"));
    for (const expected of ["terraform.monitoring-production.tfstate", "cdk.tf.json"])
      expect(written.some((file) => file.endsWith(expected))).toBe(true);
    for (const file of written) expect(readFileSync(file).includes(planted), file).toBe(false);
    const directory = "-chdir=cdktf.out/stacks/monitoring-production";
    const plan = await checkout.run(
      "sh",
      "-c",
      `terraform ${directory} plan -out=p >/dev/null && terraform ${directory} show -json p`,
    );
    expect(plan.out).toContain(container("alertmanager"));
    expect(plan.out).not.toContain(planted);
    const names = (await machine.docker("ps", "-a", "--format", "{{.Names}}")).trim().split("\n");
    // Three of them wrote configurations, and have ended.
    expect(names).toHaveLength(running.length + 3);
    for (const name of names) {
      expect(await machine.docker("inspect", name)).not.toContain(planted);
      const { out, error } = await ended(["docker", "-H", machine.engine, "logs", name]);
      expect(out + error, name).not.toContain(planted);
    }
  });

  it("rolls out a changed rule and route without touching a service or losing a scrape", {
    timeout: 4 * minutes,
  }, async () => {
    const { checkout } = fixture;
    await checkout.tag("v1.0.0");
    const [before, was] = [await starts(), await fixture.rule("HostDiskFilling")];
    checkout.configure("production", {
      "alerts.HostDiskFilling.critical.limit": 0.991,
      "notifications.digestAt": "08:17",
    });
    await checkout.mustRun("generate");
    await checkout.tag("v1.1.0");
    const began = Date.now() / 1000;
    await checkout.mustRun("deploy", "production");

    expect(was).not.toContain("0.991");
    expect(await fixture.rule("HostDiskFilling")).toContain("0.991");
    expect(await fixture.routes()).toContain("08:17");
    expect(await starts()).toEqual(before);
    expect(await fixture.silences()).toEqual([silence]);
    let seen = await fixture.scrapes("5m");
    while (![...seen.values()].every((times) => times.some((at) => at > began))) {
      await pause(500);
      seen = await fixture.scrapes("5m");
    }
    for (const [target, times] of seen) expect({ target, lost: lost(target, times) }).toEqual({ target, lost: 0 });
  });

  more(
    `is probed after a deployment, and rolled back to the version before when the platform suffers${later}`,
    {
      timeout: 8 * minutes,
    },
    async () => {
      const { checkout, root } = fixture;
      expect(await checkout.mustRun("probe", "production", "--seconds", "0")).toContain("well for 0 s");
      const before = await starts();
      writeFileSync(path.join(root, "fault"), "");
      const { code, out } = await checkout.npm("probe", "production", "--seconds", "60");
      rmSync(path.join(root, "fault"));
      expect({ code, out }).toEqual({
        code: 1,
        out: expect.stringMatching(/roll back: .*health check fails/),
      });
      expect(await checkout.mustRun("rollback", "production")).toContain("production runs v1.0.0 again");
      expect(await fixture.rule("HostDiskFilling")).not.toContain("0.991");
      expect(await starts()).toEqual(before);
    },
  );

  it("refuses a broken configuration with the tool's own words, and keeps the old one live", {
    timeout: 4 * minutes,
  }, async () => {
    const { checkout } = fixture;
    const before = await starts();
    // Together with a change of the service itself, which would replace it first.
    checkout.edit("generator/prometheus.ts", "scrape_interval: usualInterval,", 'scrape_interval: "15 parsecs",');
    checkout.configure("production", { "deployment.services.prometheus.memory": "1100MiB" });
    await checkout.mustRun("generate");
    const { code, error } = await checkout.npm("deploy", "production");
    expect(code).toBe(1);
    expect(error).toContain("The new configuration of prometheus is not live; the previous one is");
    expect(error).toContain("15 parsecs");
    expect(await starts()).toEqual(before);
    const { services, drift = [] } = await fixture.status();
    expect(services.map(({ health }) => health)).toEqual(allHealthy);
    expect(drift).toContainEqual(
      expect.objectContaining({ container: container("prometheus"), what: "live configuration" }),
    );
  });

  more(
    `finishes at the second run what a failed one has begun, and brings back what was stopped or deleted${later}`,
    {
      timeout: 8 * minutes,
    },
    async () => {
      const { checkout, machine } = fixture;
      checkout.edit("generator/prometheus.ts", 'scrape_interval: "15 parsecs",', "scrape_interval: usualInterval,");
      checkout.configure("production", { "deployment.services.prometheus.memory": "1GiB" });
      await checkout.mustRun("generate");
      await machine.docker("stop", container("blackbox-exporter"));
      await machine.docker("rm", "-f", container("node-exporter"));
      const { services, drift } = await fixture.status();
      const stopped: Readonly<Record<string, string>> = { "node-exporter": "missing", "blackbox-exporter": "exited" };
      expect(services.map(({ state }) => state)).toEqual(running.map((name) => stopped[name] ?? "running"));
      expect(drift?.map((one) => one.container)).toContain(container("node-exporter"));
      await checkout.mustRun("deploy", "production");
      await fixture.until(({ well }) => well, "not well after the second run");
      expect((await fixture.status()).drift).toEqual([]);
    },
  );

  more(
    `uses a rotated secret without being started anew, and keeps its silences when it is killed: Alertmanager${later}`,
    { timeout: 8 * minutes },
    async () => {
      // Meanwhile its secret changes, as an operator would change it.
      const secrets = path.join(fixture.root, "secrets");
      const url = readFileSync(path.join(secrets, "alertmanager/heartbeat-url"), "utf8").trim();
      writeSecrets(secrets, "alertmanager", 65534, { "heartbeat-url": `${url}-rotated` });
      while (!readFileSync(path.join(fixture.root, "heartbeats"), "utf8").includes("-rotated")) await pause(1000);
      while (!(await fixture.inside("alertmanager", "cat", "/alertmanager/silences")).includes(silence))
        await pause(1000);
      const before = await fixture.startOf("alertmanager");
      await fixture.machine.kill(container("alertmanager"));
      while ((await fixture.startOf("alertmanager")) === before) await pause(200);
      await fixture.until(({ services }) => services.every(({ health }) => health === "healthy"), "not back");
      expect(await fixture.silences()).toContain(silence);
    },
  );

  more(
    `survives a restart of the engine, and a power cut, with its data${later}`,
    { timeout: 8 * minutes },
    async () => {
      const { machine } = fixture;
      const earliest = async () => Math.min(...[...(await fixture.scrapes("1h")).values()].flat());
      const first = await earliest();
      await machine.stopEngine();
      await machine.startEngine();
      await fixture.until(({ services }) => services.every(({ health }) => health === "healthy"), "engine restarted");
      await machine.reboot();
      await fixture.until(({ well }) => well, "power cut");
      expect(await earliest()).toBe(first);
      expect(await fixture.silences()).toContain(silence);
    },
  );

  more(
    `does not guess when the state is lost; told to, it takes over what is there, now by digest${later}`,
    {
      timeout: 8 * minutes,
    },
    async () => {
      const { checkout, machine } = fixture;
      const registry = await fixture.startRegistry();
      const image = `${registry}/blackbox-exporter:1`;
      await machine.docker("tag", imageOf("blackbox-exporter"), image);
      await machine.docker("push", image);
      await machine.docker("rmi", image);
      checkout.configure("production", { "deployment.services.blackbox-exporter.image": image });
      await checkout.mustRun("pin", "production");
      const lock: unknown = JSON.parse(readFileSync(path.join(checkout.directory, "config/images.lock.json"), "utf8"));
      expect(lock).toEqual({ [image]: expect.stringMatching(/^sha256:[0-9a-f]{64}$/) });

      rmSync(path.join(checkout.directory, "terraform.monitoring-production.tfstate"));
      const refused = await checkout.npm("deploy", "production");
      expect(refused).toMatchObject({
        code: 1,
        error: expect.stringMatching(/state does not know them[\s\S]*--adopt/),
      });

      await checkout.mustRun("deploy", "production", "--adopt");
      await fixture.until(({ well }) => well, "not well after the state was lost");
      const id = (await machine.docker("inspect", "--format", "{{.Image}}", container("blackbox-exporter"))).trim();
      const digest = (lock as Record<string, string>)[image];
      expect(await machine.docker("image", "inspect", "--format", "{{.RepoDigests}}", id)).toContain(`@${digest}`);
      expect(await fixture.silences()).toContain(silence);
    },
  );

  more(
    `runs two environments side by side, and removes one without the other or any data${later}`,
    {
      timeout: 8 * minutes,
    },
    async () => {
      const { checkout, machine } = fixture;
      fixture.configure("staging", {
        prometheus: 19090,
        alertmanager: 19093,
        "blackbox-exporter": 19115,
        "business-exporter": 19851,
        "pm2-exporter": 19852,
        "anomaly-recorder": 19853,
      });
      await checkout.mustRun("generate");
      await checkout.mustRun("deploy", "staging");
      expect(await healthOf("staging")).toEqual(allHealthy);
      expect((await fixture.status()).drift).toEqual([]);

      const copy = path.join(fixture.root, "backup");
      await checkout.mustRun("backup", "production", "--to", copy);
      const all = (await fixture.scrapes("2h")).get("prometheus/") ?? [];
      await checkout.mustRun("restore", "staging", "--from", copy);
      await fixture.until(
        ({ services }) => services.every(({ health }) => health === "healthy"),
        "restored",
        "staging",
      );
      expect((await fixture.scrapes("2h", "staging")).get("prometheus/")?.[0]).toBe(all[0]);
      expect(await fixture.silences("staging")).toHaveLength(1);
      expect(
        await fixture.machine.docker("exec", container("anomaly-recorder", "staging"), "ls", "/anomalies"),
      ).toContain("written");

      const volumes = await machine.docker("volume", "ls", "-q");
      const destroy = ["cdktf", "destroy", "monitoring-production", "--auto-approve", "--skip-provider-lock"];
      const destroyed = await checkout.run("npx", ...destroy);
      expect(destroyed.code, destroyed.out + destroyed.error).toBe(0);
      const left = (await machine.docker("ps", "-a", "--format", "{{.Names}}")).split("\n");
      expect(left.filter((name) => name.includes("production"))).toEqual([]);
      expect(await healthOf("staging")).toEqual(allHealthy);
      const data = await checkout.run(
        "terraform",
        "-chdir=cdktf.out/stacks/data-production",
        "destroy",
        "-auto-approve",
      );
      expect(data.error).toContain("prevent_destroy");
      expect(await machine.docker("volume", "ls", "-q")).toBe(volumes);
    },
  );
});
