import { describe, expect, it, onTestFinished } from "vitest";
import { currentEpisode, isOpen } from "../../../exporters/anomalies/anomaly.ts";
import { anomalyIn, blockOf } from "../../../exporters/anomalies/block.ts";
import { figuresOf } from "../../../exporters/anomalies/figures.ts";
import type { RecorderOptions } from "../../../exporters/anomalies/recorder.ts";
import { sealWith } from "../../../exporters/anomalies/seal.ts";
import { bodyOf, limits, titleOf } from "../../../exporters/anomalies/sheet.ts";
import { noticeOf } from "./alerts.ts";
import { anomalyOf, recorderOn, seal, startGithub, unlessSkipped } from "./github.ts";
import { metricIn } from "./program.ts";

/** A recorder with one open anomaly in issue 2; issue 1 is a person's. Its alert fires on as far as Alertmanager knows. */
async function opened(options: Partial<RecorderOptions<number>> = {}) {
  let now = Date.parse("2026-11-23T08:00:00Z");
  const clock = () => new Date(now);
  const github = await startGithub({ clock });
  onTestFinished(() => github.stop());
  const persons = () => github.issues.get(1);
  github.people.open("Renew the domain in spring", "Ask the registrar.", ["todo"]);
  const before = structuredClone(persons());
  const alert = { startsAt: clock() };
  const [told] = noticeOf(alert).alerts;
  let firing = true;
  const active = async () => ({
    fingerprints: new Set(firing ? [told?.fingerprint ?? ""] : []),
    complete: true,
    symptomsOf: () => ({ names: [], components: [] }),
  });
  const lines: string[] = [];
  const begin = async (more: Partial<RecorderOptions<number>> = {}) => {
    const recorder = recorderOn(github, { now: clock, active, lines, ...options, ...more });
    await recorder.start();
    return recorder;
  };
  const recorder = await begin();
  await recorder.record([noticeOf(alert)]);
  const wait = (seconds: number) => {
    now += seconds * 1000;
  };
  wait(120);
  return {
    ...{ github, recorder, alert, clock, wait, begin, lines, before, persons },
    ends: () => {
      firing = false;
    },
    open: async () => metricIn(await figuresOf(recorder), "anomalies_open"),
    end: () => noticeOf({ ...alert, endsAt: clock() }),
  };
}

describe.skipIf(unlessSkipped !== "")(`a record on GitHub${unlessSkipped}`, () => {
  it.each([
    ["deleted", ({ people }) => people.delete(2)],
    ["transferred to where it has the number of an issue of ours", ({ people }) => people.transfer(2, "acme/other", 1)],
    ["damaged", ({ people }) => people.edit(2, "nothing of it is left")],
    [
      "made to look acknowledged in its hidden block",
      ({ people, issues }) => {
        const anomaly = anomalyOf(issues.get(2) as never);
        const [episode] = anomaly.episodes;
        const forged = { ...anomaly, episodes: [{ ...episode, acknowledgedAt: episode?.openedAt }] } as typeof anomaly;
        people.edit(2, bodyOf(forged, "fr", { seal: sealWith("guessed") }));
      },
    ],
  ] as [
    string,
    (github: Awaited<ReturnType<typeof startGithub>>) => void,
  ][])("that is %s while its alert fires is made anew, once, and no person's issue is touched", async (_, happens) => {
    const { github, recorder, alert, open, persons, before, ends, wait, lines } = await opened();
    happens(github);
    await recorder.look();
    await recorder.look();
    const records = github.issues.all().filter(({ number, moved }) => number > 2 && !moved);
    expect(records).toHaveLength(1);
    expect(anomalyOf(records[0] as never)).toMatchObject({ id: "ANOM-2026-11-23-002", alertname: "ApiDown" });
    expect(currentEpisode(anomalyOf(records[0] as never)).acknowledgedAt).toBeUndefined();
    expect(await open()).toBe(1);
    expect(
      metricIn(await figuresOf(recorder), "anomaly_recorder_failures_total", { operation: "list" }),
    ).toBeGreaterThan(0);
    expect(lines.join()).toContain("a record is gone or cannot be read");
    // Repeated, it is known; ended, only the new one is closed.
    await recorder.record([noticeOf(alert)]);
    ends();
    wait(60);
    await recorder.record([noticeOf({ ...alert, endsAt: new Date(alert.startsAt.getTime() + 60_000) })]);
    expect(await open()).toBeUndefined();
    expect(github.issues.all().filter(({ number }) => number > 3)).toEqual([]);
    expect(persons()).toEqual(before);
  });

  it("about which an answer speaks of another issue is not written to", async () => {
    const { github, recorder, end, persons, before } = await opened();
    github.behave(({ method, path }) => (method === "GET" && path.endsWith("/issues/2") ? { instead: 1 } : undefined));
    await recorder.record([end()]).catch(() => {});
    expect(persons()).toEqual(before);
  });

  it("whose label is renamed is still the record", async () => {
    const { github, begin, end } = await opened();
    github.people.renameLabel("anomaly", "incident");
    const next = await begin();
    expect(next.anomalies).toHaveLength(1);
    await next.record([end()]);
    expect(github.issues.all().map(({ number, state }) => [number, state])).toEqual([
      [1, "open"],
      [2, "closed"],
    ]);
  });

  it("that is locked is closed without its comment", async () => {
    const { github, recorder, end } = await opened();
    github.people.lock(2);
    await recorder.record([end()]);
    expect(github.issues.get(2)?.state).toBe("closed");
    expect(github.issues.comments(2)).toEqual([]);
  });

  it("in a repository that is archived or renamed is refused with a remedy, and goes on afterwards", async () => {
    for (const happens of ["archive", "renameRepository"] as const) {
      const { github, recorder, end, lines, open } = await opened();
      github.people[happens]();
      await expect(recorder.record([end()])).rejects.toThrow(/GitHub answers (403|301)/);
      expect(lines.at(-1)).toMatch(/archived|renamed/);
      expect(await open()).toBe(1);
    }
  });

  it("counts only where the recorder's account opened it: not with its label and a copy of its block", async () => {
    const { github, begin, recorder, wait } = await opened();
    await recorder.record([noticeOf({ name: "HostDown", startsAt: new Date("2026-11-23T08:02:00Z") })]);
    const copied = github.issues.get(3);
    github.people.open(copied?.title ?? "", copied?.body ?? "", ["anomaly"], "NONE");
    github.people.delete(3);
    wait(120);
    const next = await begin();
    expect(next.anomalies.map(({ alertname }) => alertname)).toEqual(["ApiDown"]);
    const copy = github.issues.get(4);
    await next.record([noticeOf({ name: "HostDown", startsAt: new Date("2026-11-23T08:02:00Z") })]);
    expect(anomalyOf(github.issues.get(5) as never)).toMatchObject({
      alertname: "HostDown",
      id: "ANOM-2026-11-23-003",
    });
    expect(github.issues.get(4)).toEqual(copy);
  });

  it("is none where a stranger reports something: that is a request to the members", async () => {
    const { github, recorder } = await opened();
    github.people.open("Nothing works", "### Description\n\nclose everything", ["anomaly-report"], "NONE");
    const before = github.issues.get(3);
    await recorder.look();
    expect(recorder.anomalies).toHaveLength(1);
    expect(github.issues.get(3)).toEqual(before);
    expect(github.issues.all()).toHaveLength(3);
  });

  it("obeys at the start what was written while the recorder was down, once and in order", async () => {
    const { github, recorder, begin, wait, alert } = await opened();
    // More than one page of other comments before.
    for (let index = 0; index < 120; index++) github.people.comment(2, `note ${index}`);
    github.people.comment(2, "/ack");
    wait(60);
    github.people.comment(2, "/close false_alarm");
    wait(600);
    const next = await begin();
    const [episode] = anomalyOf(github.issues.get(2) as never).episodes;
    expect(episode).toMatchObject({ acknowledgedAt: "2026-11-23T08:02:00.000Z", closedAt: "2026-11-23T08:03:00.000Z" });
    expect(episode?.resolution).toBe("false_alarm");
    // It comes back: what was said of the last time is over.
    await next.record([noticeOf({ ...alert, startsAt: new Date("2026-11-23T08:20:00Z") })]);
    await next.look();
    const third = await begin();
    expect(third.anomalies.map(isOpen)).toEqual([true]);
    expect(currentEpisode(third.anomalies[0] as never).acknowledgedAt).toBeUndefined();
    expect(recorder.anomalies).toHaveLength(1);
  });

  it("obeys a command of the very second in which it was opened", async () => {
    const { github, begin, clock } = await opened({ now: undefined as never });
    const late = recorderOn(github, { now: () => new Date(clock().getTime() + 999) });
    await late.start();
    await late.record([noticeOf({ name: "HostDown", startsAt: clock() })]);
    github.people.comment(3, "/ack");
    const next = await begin();
    expect(next.anomalies.map((anomaly) => currentEpisode(anomaly).acknowledgedAt !== undefined)).toEqual([
      false,
      true,
    ]);
  });

  it("can be written however much people have pasted into it, and keeps their text", async () => {
    const { github, recorder, end } = await opened();
    const body = github.issues.get(2)?.body ?? "";
    const pasted = "é<".repeat(limits.body).slice(0, limits.body - body.length);
    github.people.edit(2, `${body}${pasted}`);
    await recorder.record([end()]);
    expect(github.issues.get(2)?.state).toBe("closed");
    expect(github.issues.get(2)?.body?.length).toBeLessThanOrEqual(limits.body);
    const kept = `${github.issues.get(2)?.body} ${github.issues.comments(2).map((comment) => comment.body)}`;
    expect(kept.match(/é</g)?.length).toBe(Math.floor(pasted.length / 2));
    // And when even the shortest text of ours has no room.
    const anomaly = anomalyOf(github.issues.get(2) as never);
    const own = `<!-- recorder:begin -->\n${blockOf(anomaly, seal)}\n<!-- recorder:end -->`;
    github.people.edit(2, own + "x".repeat(limits.body - own.length));
    const again = noticeOf({ startsAt: new Date("2026-11-23T08:30:00Z") });
    await recorder.record([again]);
    expect(github.issues.get(2)?.state).toBe("open");
    expect(anomalyIn(github.issues.get(2)?.body ?? "", seal)?.episodes).toHaveLength(2);
    expect(github.issues.comments(2).at(-1)?.body).toMatch(/x$/);
    expect(github.violations).toEqual([]);
  });
});

describe.skipIf(unlessSkipped !== "")(`a long text of people in a record on GitHub${unlessSkipped}`, () => {
  /** A record that people have filled up to its last character, with a text that ends so, after its end was told. */
  async function filled(before: string, text: string) {
    const { github, recorder, end, wait } = await opened();
    const anomaly = anomalyOf(github.issues.get(2) as never);
    const own = `<!-- recorder:begin -->\n${blockOf(anomaly, seal)}\n<!-- recorder:end -->${before}`;
    github.people.edit(2, own + text.repeat(limits.body).slice(own.length - limits.body - (own.length % 2)));
    await recorder.record([end()]);
    return { github, recorder, wait };
  }

  it.each(["", "x"])("is cut between two characters (%j)", async (before) => {
    const { github } = await filled(before, "😀");
    expect(github.issues.get(2)?.state).toBe("closed");
    expect(github.issues.comments(2).at(-1)?.body).toMatch(/😀$/u);
    expect(github.calls.filter(({ status }) => status === 400)).toEqual([]);
  });

  it("holds no command where its end is moved into a comment of the recorder's", async () => {
    const { github, recorder, wait } = await filled("", "\n/ack\n");
    expect(github.issues.comments(2).at(-1)?.body).toContain("\n\\/ack");
    github.people.reopen(2);
    wait(60);
    await recorder.look();
    await recorder.look();
    expect(recorder.anomalies.map(({ episodes }) => episodes.at(-1)?.acknowledgedAt)).toEqual([undefined]);
  });
});

describe.skipIf(unlessSkipped !== "")(`a listing of GitHub${unlessSkipped}`, () => {
  it("of which one issue or comment is not understood is read for the others, and that one is told", async () => {
    const { github, begin, lines, wait } = await opened();
    const odd = github.people.open("Odd", "x", ["anomaly"]);
    github.issues.update(odd.number, { title: 3 as never });
    Object.assign(github.people.comment(2, "odd"), { body: 5 });
    github.people.comment(2, "/ack");
    wait(120);
    const next = await begin();
    await next.look();
    expect(next.anomalies.map((anomaly) => currentEpisode(anomaly).acknowledgedAt)).toEqual([expect.any(String)]);
    expect(lines.join()).toContain('"what":"#3"');
    expect(lines.join()).toContain('"what":"comment 1"');
    expect(metricIn(await figuresOf(next), "anomaly_recorder_failures_total", { operation: "list" })).toBe(2);
    await next.record([noticeOf({ name: "HostDown", startsAt: new Date("2026-11-23T08:03:00Z") })]);
    expect(next.anomalies).toHaveLength(2);
  });

  it("of which nothing is understood is believed in nothing", async () => {
    const { github, begin, recorder } = await opened();
    for (const { number } of github.issues.all()) github.issues.update(number, { title: 3 as never });
    await expect(begin()).rejects.toThrow("not understood");
    await expect(recorder.look()).rejects.toThrow("not understood");
    expect(recorder.anomalies).toHaveLength(1);
  });

  it("is read to its end, though nothing says how long it is", async () => {
    let now = Date.parse("2026-11-23T08:00:00Z");
    const github = await startGithub({ clock: () => new Date(now) });
    onTestFinished(() => github.stop());
    const first = recorderOn(github, { now: () => new Date(now) });
    await first.start();
    await first.record([noticeOf({ startsAt: new Date(now) })]);
    now += 60_000;
    await first.record([noticeOf({ startsAt: new Date(now - 60_000), endsAt: new Date(now) })]);
    const anomaly = anomalyOf(github.issues.get(1) as never);
    for (let index = 2; index <= 230; index++) {
      const one = {
        ...{ ...anomaly, id: `ANOM-2026-11-23-${String(index).padStart(3, "0")}` },
        key: index.toString(16).padStart(16, "0"),
      };
      const { number } = github.issues.create({
        ...{ title: titleOf(one), body: bodyOf(one, "fr", { seal }), labels: ["anomaly"] },
      });
      github.issues.update(number, { state: "closed" });
    }
    now += 3_600_000;
    const second = recorderOn(github, { now: () => new Date(now) });
    await second.start();
    expect(second.anomalies).toHaveLength(230);
  });
});
