import { describe, expect, it, onTestFinished } from "vitest";
import { currentEpisode } from "../../../exporters/anomalies/anomaly.ts";
import type { Policy } from "../../../exporters/anomalies/decide.ts";
import { figuresOf } from "../../../exporters/anomalies/figures.ts";
import { formBody } from "../../../exporters/anomalies/report-fields.ts";
import { noticeOf } from "./alerts.ts";
import { anomalyOf, recorderOn, startGithub, unlessSkipped } from "./github.ts";
import { metricIn } from "./program.ts";

/** A recorder with one open anomaly, at 9 in the morning. */
async function opened(severity = "critical", policy: Policy = { closing: "automatic", reopenWithin: 86_400_000 }) {
  let now = Date.parse("2026-11-23T08:00:00Z");
  const clock = () => new Date(now);
  const github = await startGithub({ clock });
  onTestFinished(() => github.stop());
  const recorder = recorderOn(github, { now: clock, policy });
  await recorder.start();
  const alert = { severity, startsAt: clock() };
  await recorder.record([noticeOf(alert)]);
  const wait = (seconds: number) => {
    now += seconds * 1000;
  };
  wait(600);
  return { github, recorder, alert, clock, wait, record: () => anomalyOf(github.issues.get(1) as never) };
}

describe.skipIf(unlessSkipped !== "")(`what people do on GitHub${unlessSkipped}`, () => {
  it.each([
    ["assigning", ({ people }) => people.assign(1, "marie")],
    ["a label", ({ people }) => people.label(1, "acknowledged")],
    ["a comment", ({ people }) => void people.comment(1, "Je regarde.\n/ack")],
  ] as [string, (github: Awaited<ReturnType<typeof startGithub>>) => void][])("acknowledges by %s", async (_, act) => {
    const { github, recorder, record } = await opened();
    expect(metricIn(await figuresOf(recorder), "anomalies_open", { acknowledged: "false" })).toBe(1);
    act(github);
    await recorder.look();
    const figures = await figuresOf(recorder);
    expect(metricIn(figures, "anomalies_open", { acknowledged: "true" })).toBe(1);
    expect(metricIn(figures, "anomaly_acknowledgement_seconds_sum", { severity: "critical" })).toBe(600);
    expect(currentEpisode(record()).acknowledgedAt).toBe("2026-11-23T08:10:00.000Z");
    // The label is there whichever way it was done.
    expect(github.issues.get(1)?.labels).toContain("acknowledged");
  });

  it("does not obey strangers, nor commands in a sentence, a quotation or a block of code", async () => {
    const { github, recorder } = await opened();
    github.people.comment(1, "/ack", "NONE");
    github.people.comment(1, "try /close fixed");
    github.people.comment(1, "> /close fixed");
    github.people.comment(1, "It is closed so:\r\n\r\n```text\r\n/close fixed\r\n```\r\n\r\nwhen it is over.");
    await recorder.look();
    expect(metricIn(await figuresOf(recorder), "anomalies_open", { acknowledged: "false" })).toBe(1);
  });

  it.each([
    ["/close false_alarm", "false_alarm", "not_planned"],
    ["/close duplicate", "duplicate", "duplicate"],
    ["/close fixed", "fixed", "completed"],
    // As a French keyboard and a browser send it, after code that ends nowhere.
    ["~~~\r\n/Close\u00a0fixed\u00a0\r\nmerci", "fixed", "completed"],
  ])("closes by %s, which feeds the figures", async (command, resolution, reason) => {
    const { github, recorder, alert, wait } = await opened();
    github.people.comment(1, command);
    await recorder.look();
    const issue = github.issues.get(1);
    expect(issue).toMatchObject({ state: "closed", state_reason: reason });
    expect(metricIn(await figuresOf(recorder), "anomalies_closed_total", { severity: "critical", resolution })).toBe(1);
    // The alert goes on, and Alertmanager repeats it: that is known.
    wait(3600);
    await recorder.record([noticeOf(alert)]);
    expect(github.issues.get(1)?.state).toBe("closed");
    // It ends and comes back: that is news.
    await recorder.record([noticeOf({ ...alert, startsAt: new Date(alert.startsAt.getTime() + 4000_000) })]);
    expect(github.issues.get(1)?.state).toBe("open");
    expect(github.issues.all()).toHaveLength(1);
  });

  it("takes what is closed on the site for the end, with a post-mortem to write, and what is reopened for another episode", async () => {
    const { github, recorder, record } = await opened();
    github.people.close(1, "not_planned");
    await recorder.look();
    expect(currentEpisode(record())).toMatchObject({ resolution: "false_alarm", closedAt: "2026-11-23T08:10:00.000Z" });
    expect(github.issues.get(1)?.labels).toEqual(expect.arrayContaining(["post-mortem", "false_alarm"]));
    github.people.reopen(1);
    await recorder.look();
    expect(record().episodes).toHaveLength(2);
    expect(metricIn(await figuresOf(recorder), "anomalies_open")).toBe(1);
    // It was closed once, and stays so.
    expect(metricIn(await figuresOf(recorder), "anomalies_closed_total", { resolution: "false_alarm" })).toBe(1);
  });

  it("keeps what people write and tick in an issue, and the labels that they give it", async () => {
    const { github, recorder, alert } = await opened();
    const body = github.issues.get(1)?.body ?? "";
    github.people.edit(1, body.replace("- [ ] Cause trouvée", "- [x] Cause trouvée : un index manquait"));
    github.people.label(1, "database");
    await recorder.record([noticeOf({ ...alert, endsAt: new Date("2026-11-23T08:15:00Z") })]);
    expect(github.issues.get(1)?.body).toContain("- [x] Cause trouvée : un index manquait");
    expect(github.issues.get(1)?.labels).toContain("database");
    expect(github.issues.get(1)?.state).toBe("closed");
  });

  it("takes up a report of the form, with its support ticket and without its author", async () => {
    const { github, recorder } = await opened();
    const { number } = github.people.open(
      "Inscription impossible",
      formBody({
        description: "Erreur 500 @lead #12",
        severity: "warning",
        category: "functionality",
        component: "api",
        environment: "production",
        detection: "user_report",
        noticed: "2026-11-23 08:30",
        ticket: "SUP-412",
      }),
      ["anomaly-report"],
    );
    const before = github.issues.get(number);
    await recorder.look();
    await recorder.look();
    // It is its author's, and stays as it is; the record names it.
    expect(github.issues.get(number)).toEqual(before);
    const record = anomalyOf(github.issues.get(3) as never);
    expect(record).toMatchObject({
      id: "ANOM-2026-11-23-002",
      severity: "warning",
      detection: "user_report",
      ticket: "SUP-412",
      component: "api",
    });
    expect(record.episodes[0]?.detectedAt).toBe("2026-11-23T07:30:00.000Z");
    const issue = github.issues.get(3);
    expect(issue?.body).toContain(`](https://github.com/benevoclic/monitoring/issues/${number})`);
    expect(issue?.title).toContain("ANOM-2026-11-23-002 · Inscription impossible");
    expect(issue?.body).toContain("SUP-412");
    expect(issue?.body?.replace(/<!-- benevoclic.*?-->/, "")).not.toMatch(/@lead|#12/);
    expect(metricIn(await figuresOf(recorder), "anomalies_recorded_total", { detection_method: "user_report" })).toBe(
      1,
    );
    expect(github.issues.all()).toHaveLength(3);
  });

  it("has the last word where records wait for a person", async () => {
    const { github, recorder, alert, wait, record } = await opened("critical", { closing: "manual", reopenWithin: 0 });
    await recorder.record([noticeOf({ ...alert, endsAt: new Date(alert.startsAt.getTime() + 300_000) })]);
    expect(github.issues.get(1)?.state).toBe("open");
    expect(github.issues.comments(1)[0]?.body).toContain("/close fixed");
    // It fires again meanwhile: still the same record, however much later.
    wait(7200);
    await recorder.record([noticeOf({ ...alert, startsAt: new Date(alert.startsAt.getTime() + 7000_000) })]);
    expect(record().episodes).toHaveLength(2);
    github.people.comment(1, "/close fixed");
    await recorder.look();
    expect(github.issues.get(1)?.state).toBe("closed");
    expect(github.issues.all()).toHaveLength(1);
  });

  it("opens a new record for what returns later, and says which time it is", async () => {
    const { github, recorder, alert, wait } = await opened("warning");
    const days = (count: number) => new Date(alert.startsAt.getTime() + count * 86_400_000);
    await recorder.record([noticeOf({ ...alert, endsAt: new Date(alert.startsAt.getTime() + 60_000) })]);
    for (const day of [3, 6]) {
      wait(3 * 86_400);
      await recorder.record([noticeOf({ ...alert, startsAt: days(day) })]);
      await recorder.record([
        noticeOf({ ...alert, startsAt: days(day), endsAt: new Date(days(day).getTime() + 60_000) }),
      ]);
    }
    expect(github.issues.all()).toHaveLength(3);
    expect(anomalyOf(github.issues.get(3) as never).earlier).toEqual(["ANOM-2026-11-23-001", "ANOM-2026-11-26-001"]);
    expect(github.issues.get(3)?.body).toContain("3e fois en 30 jours");
  });

  it("records anew what fires on although its issue was deleted", async () => {
    const { github, recorder, alert } = await opened();
    github.people.delete(1);
    await recorder.record([noticeOf({ ...alert, endsAt: new Date(alert.startsAt.getTime() + 700_000) })]);
    await recorder.record([noticeOf({ ...alert, startsAt: new Date(alert.startsAt.getTime() + 800_000) })]);
    expect(github.issues.all().map((issue) => issue.number)).toEqual([2]);
    // Deleted again, and a second thing joins it meanwhile.
    github.people.delete(2);
    await recorder.record([
      noticeOf({ ...alert, thing: "other", startsAt: new Date(alert.startsAt.getTime() + 900_000) }),
    ]);
    expect(github.issues.all().map((issue) => issue.number)).toEqual([3]);
  });

  it("opens another record for what comes long after one that people have closed, unseen until then", async () => {
    const { github, recorder, alert, wait } = await opened("critical", { closing: "automatic", reopenWithin: 60_000 });
    github.people.close(1);
    wait(3600);
    await recorder.record([
      noticeOf({ ...alert, thing: "other", startsAt: new Date(alert.startsAt.getTime() + 4200_000) }),
    ]);
    expect(github.issues.all().map(({ number, state }) => [number, state])).toEqual([
      [1, "closed"],
      [2, "open"],
    ]);
  });
});
