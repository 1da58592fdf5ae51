import { describe, expect, it, onTestFinished } from "vitest";
import { currentEpisode } from "../../../../exporters/anomalies/anomaly.ts";
import { fulfil } from "../../../../exporters/anomalies/pages/acts.ts";
import { noticeOf } from "../alerts.ts";
import { anomalyOf, recorderOn, startGithub, unlessSkipped } from "../github.ts";

describe.skipIf(unlessSkipped !== "")(`where records are issues${unlessSkipped}`, () => {
  it("what is done on a page stands in the issue, and what is done there on the page", async () => {
    const github = await startGithub();
    onTestFinished(() => github.stop());
    const recorder = recorderOn(github);
    await recorder.start();
    await recorder.record([noticeOf({ startsAt: new Date() })]);
    const [anomaly] = recorder.anomalies;
    if (!anomaly) throw new Error("nothing was recorded");
    const hands = { recorder, alerts: undefined, locale: "en" as const };
    const wish = (act: string, text = "") => fulfil(anomaly, { act, by: "Marie", text }, hands, new Date());
    expect(await wish("take")).toBeUndefined();
    expect(github.issues.get(1)?.labels).toContain("acknowledged");
    expect(anomalyOf(github.issues.get(1) as never).episodes[0]).toMatchObject({ acknowledgedBy: "Marie" });
    await wish("note", "looking\n/close false_alarm\n@everyone");
    github.people.comment(1, "I look too");
    await recorder.look();
    expect(currentEpisode(recorder.anomalies[0] as never).closedAt).toBeUndefined();
    const said = (await recorder.read(anomaly.id))?.remarks.map(({ text }) => text).join("\n");
    expect(said).toMatch(/Marie takes it[\s\S]*> looking[\s\S]*I look too/);
    expect(said).not.toContain("@everyone");
    await wish("fixed", "restarted");
    expect(github.issues.get(1)).toMatchObject({ state: "closed", state_reason: "completed" });
    github.people.reopen(1);
    await recorder.look();
    expect(recorder.anomalies[0]?.episodes).toHaveLength(2);
    expect(currentEpisode(recorder.anomalies[0] as never).acknowledgedBy).toBeUndefined();
  });
});
