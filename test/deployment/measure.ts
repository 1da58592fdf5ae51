import { setTimeout as pause } from "node:timers/promises";
import { median, spread } from "../../bench/figures.ts";
import { ended } from "../../stacks/operations/host.ts";
import { container, type Fixture, lost, running, startFixture } from "./fixture.ts";
import { imageOf } from "./images.ts";
import { whyNoDeployment } from "./requirements.ts";

/**
 * `npm run bench:deploy`: what a deployment costs, on an engine of its own: whole processes, beside bare Terraform on
 * the same files; scrapes and notifications lost during 20 roll-outs; memory and CPU at rest.
 */

const repeats = 3;
const rollOuts = 20;
const restSeconds = 120;
/**
 * Alertmanager sends one a minute while Prometheus evaluates its rules; after a reload the minute begins anew, unless the
 * last one is older than the repeat interval. Further apart, one is missing. kit/model/routing.ts, `heartbeat`.
 */
const signWithinSeconds = 60 + 50;

async function seconds(work: () => Promise<unknown>): Promise<number> {
  const began = performance.now();
  await work();
  return (performance.now() - began) / 1000;
}

async function times(count: number, work: (round: number) => Promise<number>): Promise<number[]> {
  const measured: number[] = [];
  for (let round = 0; round < count; round++) measured.push(await work(round));
  return measured;
}

/**
 * A changed rule and a changed route: Prometheus and Alertmanager are both reloaded. The rule is known as such once
 * Prometheus has it; deploying goes on meanwhile.
 */
async function rollOut({ checkout, rule }: Fixture, round: number): Promise<{ whole: number; live: number }> {
  const limit = 0.96 + round / 1000;
  checkout.configure("production", {
    "alerts.HostDiskFilling.critical.limit": limit,
    "notifications.digestAt": `08:${10 + round}`,
  });
  await checkout.mustRun("generate");
  const began = performance.now();
  let live = Number.NaN;
  const over = new AbortController();
  const watching = (async () => {
    while (!over.signal.aborted && Number.isNaN(live)) {
      if ((await rule("HostDiskFilling"))?.includes(String(limit))) live = (performance.now() - began) / 1000;
      else await pause(50);
    }
  })();
  const whole = await seconds(() => checkout.mustRun("deploy", "production"));
  over.abort();
  await watching;
  return { whole, live };
}

async function main(fixture: Fixture): Promise<void> {
  const { checkout, machine } = fixture;
  const stack = "cdktf.out/stacks/monitoring-production";
  const terraform = async (...args: string[]) => {
    const { code, out, error } = await checkout.run("terraform", `-chdir=${stack}`, ...args);
    if (code !== 0) throw new Error(out + error);
  };
  const say = (what: string, figure: string) => console.log(`${what.padEnd(44)} ${figure}`);
  checkout.configure("production", {
    "deployment.services.grafana": { enabled: false },
    "jobs.grafana": undefined,
    "withoutJobs.grafana": "what stands in its place would be measured",
  });
  await checkout.mustRun("generate");

  const first = await seconds(() => checkout.mustRun("deploy", "production"));
  await terraform("destroy", "-auto-approve");
  const bareFirst = await seconds(() => terraform("apply", "-auto-approve"));
  say("first deployment", `${first.toFixed(1)} s`);
  say("bare terraform apply of the monitoring stack", `${bareFirst.toFixed(1)} s`);
  say("first deployment to bare apply", (first / bareFirst).toFixed(2));

  const noChange = await times(repeats, () => seconds(() => checkout.mustRun("deploy", "production")));
  const bareNoChange = await times(repeats, () => seconds(() => terraform("apply", "-auto-approve")));
  say("deployment without a change", spread(noChange, "s"));
  say("bare terraform apply without a change", spread(bareNoChange, "s"));
  say("deployment without a change to bare apply", (median(noChange) / median(bareNoChange)).toFixed(2));

  const began = Date.now() / 1000;
  const wholes: number[] = [];
  const lives: number[] = [];
  for (let round = 0; round < rollOuts; round++) {
    const { whole, live } = await rollOut(fixture, round);
    wholes.push(whole);
    lives.push(live);
  }
  say("deployment of a changed rule and route", spread(wholes, "s"));
  say("from its start until the rule is live", spread(lives, "s"));
  say("of a changed rule and route to without a change", (median(wholes) / median(noChange)).toFixed(2));
  await pause(20_000);
  const minutes = Math.ceil((Date.now() / 1000 - began) / 60) + 1;
  const scrapes = [...(await fixture.scrapes(`${minutes}m`))];
  const missed = scrapes.reduce(
    (sum, [target, at]) =>
      sum +
      lost(
        target,
        at.filter((one) => one > began),
      ),
    0,
  );
  const all = scrapes.reduce((sum, [, at]) => sum + at.filter((one) => one > began).length, 0);
  say(`scrapes lost during ${rollOuts} roll-outs`, `${missed} of ${all + missed}`);
  const signs = fixture.signsOfLife().filter((at) => at > began);
  const pauses = signs.slice(1).map((at, index) => at - (signs[index] ?? at));
  const unheard = pauses.reduce((sum, length) => sum + Math.floor(length / signWithinSeconds), 0);
  say(
    `signs of life lost during ${rollOuts} roll-outs`,
    `${unheard} of ${signs.length + unheard}, ${Math.max(...pauses).toFixed(0)} s apart at most`,
  );
  const dropped = await fixture.value("sum(prometheus_notifications_dropped_total)");
  say("alerts that Prometheus could not hand over", String(dropped));

  const bytes = async (image: string) =>
    Number(await machine.docker("image", "inspect", "--format", "{{.Size}}", image)) / 1024 ** 2;
  const own = await machine.docker("inspect", "--format", "{{.Image}}", container("pm2-exporter"));
  const [image, base] = [await bytes(own.trim()), await bytes(imageOf("node"))];
  say("image of our exporters", `${image.toFixed(1)} MiB, ${(image - base).toFixed(1)} MiB of it on top of its base`);

  await pause(restSeconds * 1000);
  const use = new Map<string, { cpu: number[]; memory: number[] }>();
  for (let sample = 0; sample < 10; sample++) {
    const names = running.filter((name) => name !== "grafana").map((service) => container(service));
    const { out } = await ended([
      "docker",
      "-H",
      machine.engine,
      "stats",
      "--no-stream",
      "--format",
      "{{.Name}} {{.CPUPerc}} {{.MemUsage}}",
      ...names,
    ]);
    for (const line of out.trim().split("\n")) {
      const [name = "", cpu = "", memory = ""] = line.split(" ");
      const known = use.get(name) ?? { cpu: [], memory: [] };
      known.cpu.push(Number.parseFloat(cpu));
      known.memory.push(
        Number.parseFloat(memory) * (memory.endsWith("GiB") ? 1024 : memory.endsWith("KiB") ? 1 / 1024 : 1),
      );
      use.set(name, known);
    }
    await pause(3000);
  }
  const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
  for (const [name, { cpu, memory }] of use)
    say(`at rest: ${name}`, `${mean(memory).toFixed(0)} MiB, ${mean(cpu).toFixed(2)} % of a core`);
  const total = (of: "cpu" | "memory") => [...use.values()].reduce((sum, each) => sum + mean(each[of]), 0);
  say(
    "at rest: all of it, without Grafana",
    `${total("memory").toFixed(0)} MiB (limit 600), ${total("cpu").toFixed(2)} % of a core`,
  );
}

const why = await whyNoDeployment();
if (why !== undefined) {
  console.log(`cannot be measured here: ${why}`);
} else {
  const fixture = await startFixture();
  try {
    await main(fixture);
  } finally {
    await fixture.remove();
  }
}
