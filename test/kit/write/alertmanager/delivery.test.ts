import { expect, test } from "vitest";
import { about, everyGroupFlushed, occurrence, postAlerts, startAlerting } from "../../../simulator/alerting.ts";

const soon = { within: 15_000 };

test("what is critical is told at once by Discord and mail, and by SMS when the platform is down", async () => {
  const alerting = await startAlerting();
  const { environment, discord, smtp, hooks } = alerting;
  await alerting.fire(occurrence(environment, "ApiDown"), occurrence(environment, "HostCpuBusy"));

  expect((await discord.inbox.next(about("ApiDown", "🔴"), soon)).channel).toBe("critical");
  const mail = await smtp.inbox.next(({ subject }) => subject.includes("ApiDown"), soon);
  expect(mail.to).toEqual(["devops@benevoclic.example", "lead@benevoclic.example"]);
  const texted = await hooks.inbox.next(({ path }) => path === "/sns", soon);
  const sent = new URLSearchParams(String(texted.body));
  expect(sent.get("TopicArn")).toBe("arn:aws:sns:eu-west-3:123456789012:benevoclic");
  expect(sent.get("Message")).toBe(
    "Benevoclic local CRITIQUE: L'API ne répond plus sur vps-local http://127.0.0.1:9853/anomalies/",
  );
  await everyGroupFlushed(alerting);
  expect(hooks.inbox.all.filter(({ path }) => path === "/sns")).toHaveLength(1);
});

test("warnings of one component come in one message, each told", async () => {
  const { environment, discord, smtp, fire } = await startAlerting();
  await fire(
    occurrence(environment, "HostCpuBusy", { severity: "warning" }),
    occurrence(environment, "HostMemoryLow", { severity: "warning" }),
    occurrence(environment, "ApiSlowResponses", { severity: "warning" }),
  );
  const message = await discord.inbox.next(({ embeds }) => embeds[0]?.title.includes("Hôte") === true, soon);
  expect(message.channel).toBe("warning");
  expect(message.embeds[0]?.title).toBe("🟠 Avertissement · 2 alertes Hôte · local");
  expect(message.content).toContain("(+1)");
  expect(message.embeds[0]?.description).toMatch(/Processeur de vps-local[\s\S]*Mémoire de vps-local/);
  await discord.inbox.next(about("ApiSlowResponses", "🟠"), soon);
  expect((await smtp.inbox.next(({ text }) => text.includes("Mémoire"), soon)).to).toEqual([
    "devops@benevoclic.example",
  ]);
});

test("what goes on is told again after the repeat interval, and not before", async () => {
  const alerting = await startAlerting({ timings: { critical: { repeat_interval: "4s" } } });
  const { environment, discord, fire } = alerting;
  await fire(occurrence(environment, "ApiDown"));
  const first = await discord.inbox.next(about("ApiDown", "🔴"), soon);
  const second = await discord.inbox.next(about("ApiDown", "🔴"), { ...soon, after: discord.inbox.all.length });
  expect(second.receivedAt.getTime() - first.receivedAt.getTime()).toBeGreaterThan(3_500);
});

test("killed while it waits, Alertmanager tells all the same once it is back; stopped after it told, it does not tell again", async () => {
  const alerting = await startAlerting({ timings: { critical: { group_wait: "4s" } } });
  const { environment, discord, fire, replicas } = alerting;
  const [alertmanager] = replicas;
  const down = occurrence(environment, "ApiDown");
  await fire(down);
  alertmanager?.child.kill("SIGKILL");
  await alertmanager?.child.exited;
  await alertmanager?.restart();
  // Prometheus posts what fires again and again.
  await fire(down);
  await discord.inbox.next(about("ApiDown", "🔴"), soon);
  // Discord has the message before Alertmanager knows that it has: stopped in between, it would rightly tell again.
  await everyGroupFlushed(alerting);

  await alertmanager?.child.stop();
  await alertmanager?.restart();
  await fire(down);
  await everyGroupFlushed(alerting);
  expect(discord.inbox.all.filter(about("ApiDown", "🔴"))).toHaveLength(1);
});

test("a message that Discord refuses for its rate is sent again, and the mail is not held up", async () => {
  const { environment, discord, smtp, fire } = await startAlerting();
  discord.behave({ rateLimited: 1 });
  await fire(occurrence(environment, "ApiDown"));
  await discord.refused.next(({ status }) => status === 429, soon);
  await smtp.inbox.next(({ subject }) => subject.includes("ApiDown"), soon);
  expect(discord.inbox.all).toEqual([]);
  discord.behave("normal");
  await discord.inbox.next(about("ApiDown", "🔴"), soon);
});

test("the silence that a message offers silences that alert and no other of the same name", async () => {
  const alerting = await startAlerting({ timings: { critical: { repeat_interval: "2s" } } });
  const { environment, discord, fire, replicas } = alerting;
  const disk = (mountpoint: string, instance: string) =>
    occurrence(environment, "HostDiskFilling", { labels: { mountpoint, instance }, severity: "critical" });
  const quoted = '/srv/"a+b" c\\d';
  await fire(disk(quoted, "one"), disk("/data", "two"));
  const message = await discord.inbox.next(({ content }) => content.includes("one"), soon);
  const link = /\[Mettre en silence\]\(([^)]*)\)/.exec(message.embeds[0]?.description ?? "")?.[1] ?? "";
  const matchers = matchersOf(link);
  expect(Object.fromEntries(matchers.map(({ name, value }) => [name, value]))).toEqual({
    ...{
      alertname: "HostDiskFilling",
      environment: "local",
      instance: "one",
      mountpoint: quoted,
      severity: "critical",
    },
  });
  await silence(replicas[0]?.url ?? "", matchers);

  // What was on its way when the silence came.
  await everyGroupFlushed(alerting);
  const before = discord.inbox.all.length;
  await everyGroupFlushed(alerting);
  await discord.inbox.next(({ content }) => content.includes("two"), { ...soon, after: before });
  expect(discord.inbox.all.slice(before).filter(({ content }) => content.includes("one"))).toEqual([]);
});

test("two replicas in a cluster send one message, and one of them alone still sends", async () => {
  const alerting = await startAlerting({ replicas: 2 });
  const { environment, discord, smtp, fire, replicas } = alerting;
  await clustered(replicas.map(({ url }) => url));
  await fire(occurrence(environment, "ApiDown"));
  await discord.inbox.next(about("ApiDown", "🔴"), soon);
  await everyGroupFlushed(alerting);
  await everyGroupFlushed(alerting);
  expect(discord.inbox.all.filter(about("ApiDown", "🔴"))).toHaveLength(1);
  expect(smtp.inbox.all.filter(({ subject }) => subject.includes("ApiDown"))).toHaveLength(1);

  const [, second] = replicas;
  await replicas[0]?.child.stop();
  await postAlerts(second?.url ?? "", [occurrence(environment, "WebDown")]);
  await discord.inbox.next(about("WebDown", "🔴"), soon);
});

interface Matcher {
  readonly name: string;
  readonly value: string;
}

/** What the page of a new silence reads from its address. */
function matchersOf(link: string): Matcher[] {
  const filter = decodeURIComponent(new URL(link.replace("/#/", "/")).searchParams.get("filter") ?? "");
  return [...filter.matchAll(/(\w+)="((?:\\.|[^"\\])*)"/g)].map(([, name = "", value = ""]) => ({
    name,
    value: value.replace(/\\(.)/g, "$1"),
  }));
}

async function silence(url: string, matchers: readonly Matcher[]): Promise<void> {
  const response = await fetch(`${url}/api/v2/silences`, {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify({
      matchers: matchers.map((one) => ({ ...one, isRegex: false, isEqual: true })),
      startsAt: new Date().toISOString(),
      endsAt: new Date(Date.now() + 3_600_000).toISOString(),
      createdBy: "test",
      comment: "test",
    }),
  });
  expect(response.status).toBe(200);
}

async function clustered(urls: readonly string[]): Promise<void> {
  const peers = async (url: string) => {
    const { cluster } = (await (await fetch(`${url}/api/v2/status`)).json()) as {
      cluster: { status: string; peers: unknown[] };
    };
    return cluster.status === "ready" ? cluster.peers.length : 0;
  };
  await expect.poll(async () => Promise.all(urls.map(peers)), { timeout: 20_000 }).toEqual(urls.map(() => urls.length));
}
