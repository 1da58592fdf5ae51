import { appendFileSync } from "node:fs";
import path from "node:path";
import { expect, it } from "vitest";
import { type Anomaly, currentEpisode } from "../../../../exporters/anomalies/anomaly.ts";
import { fulfil } from "../../../../exporters/anomalies/pages/acts.ts";
import { startPages } from "./desk.ts";

// What a telephone meets at night: somebody was quicker, the store is slow or full, a text is too long.

it("of two who take it at once, the second hears of the first, and takes over by sending it again", async () => {
  const { browser, url, id, recorder } = await startPages();
  const [marie, paul] = [browser(), browser()];
  const seen = { act: "take", seen: "" };
  const [first, second] = [await marie.tokenAt(`/anomalies/${id}`), await paul.tokenAt(`/anomalies/${id}`)];
  const own = { origin: url };
  expect((await marie.post(`/anomalies/${id}`, { ...seen, token: first, name: "Marie" }, own)).status).toBe(303);
  const late = await paul.post(`/anomalies/${id}`, { ...seen, token: second, name: "Paul" }, own);
  expect([late.status, /<p class="card wrong" role="alert">(.*?)</.exec(late.text)?.[1]]).toEqual([
    400,
    "Marie s&#39;en occupe déjà depuis peu. Pour prendre le relais, envoyez encore une fois.",
  ]);
  expect(currentEpisode(recorder.anomalies[0] as never).acknowledgedBy).toBe("Marie");
  expect(late.text).toContain("Je prends le relais");
  const [, shown = ""] = /name="seen" value="([^"]+)"/.exec(late.text) ?? [];
  const again = { act: "take", seen: shown, token: second, name: "Paul" };
  expect((await paul.post(`/anomalies/${id}`, again, own)).status).toBe(303);
  expect(currentEpisode(recorder.anomalies[0] as never).acknowledgedBy).toBe("Paul");
});

it("tells the second of two at the same moment, and keeps what the first did and said", async () => {
  const { recorder, records } = await startPages();
  const [anomaly] = recorder.anomalies as [Anomaly];
  const wish = (act: string, by: string) =>
    fulfil(
      anomaly,
      { act, by, text: `dit ${by}`, seen: "" },
      { recorder, alerts: undefined, locale: "fr" },
      new Date(),
    );
  expect(await Promise.all([wish("take", "Marie"), wish("take", "Paul")])).toEqual([
    undefined,
    "Marie s'en occupe déjà depuis peu. Pour prendre le relais, envoyez encore une fois.",
  ]);
  expect(await Promise.all([wish("fixed", "Paul"), wish("false_alarm", "Marie"), wish("note", "Marie")])).toEqual([
    undefined,
    "Paul a terminé cette anomalie entre-temps : rien n'a été changé. Une note peut encore être ajoutée.",
    undefined,
  ]);
  expect(currentEpisode(recorder.anomalies[0] as never)).toMatchObject({
    ...{ acknowledgedBy: "Marie", closedBy: "Paul", resolution: "fixed" },
  });
  const said = records();
  expect(said.match(/\*\*(Marie|Paul) [^*]*\*\*/g)).toEqual([
    ...["**Marie s'en occupe**", "**Paul a terminé l'anomalie (corrigée)**", "**Marie note**"],
  ]);
});

it("tells whoever takes what a colleague took elsewhere, under no name, since the page was shown", async () => {
  const { browser, url, id, recorder, directory } = await startPages();
  const paul = browser();
  const token = await paul.tokenAt(`/anomalies/${id}`);
  appendFileSync(path.join(directory, `${id}.md`), "\n/ack\n");
  await recorder.look();
  const taking = { act: "take", seen: "", token, name: "Paul" };
  const late = await paul.post(`/anomalies/${id}`, taking, { origin: url });
  expect([late.status, late.text.includes("Quelqu&#39;un s&#39;en occupe déjà")]).toEqual([400, true]);
});

it("says so where the anomaly ended while the form was open, and keeps what was written where it is refused", async () => {
  const { browser, id, records } = await startPages();
  const visitor = browser();
  await visitor.send(`/anomalies/${id}`, { act: "fixed", name: "Marie", text: "index créé" });
  const before = records();
  for (const act of ["take", "fixed", "silence-1h"]) {
    const late = await visitor.send(`/anomalies/${id}`, { act, name: "Paul", text: "aussi" });
    expect([act, late.status]).toEqual([act, 400]);
    expect(late.text).toContain("Marie a terminé cette anomalie entre-temps");
  }
  expect(records()).toBe(before);

  const long = await visitor.send(`/anomalies/${id}`, {
    act: "note",
    name: "Paul",
    text: `<b>${"x".repeat(10_000)}`,
  });
  expect([long.status, long.text.includes("10\u202f000 caractères au plus, il y en a 10\u202f003")]).toEqual([
    400,
    true,
  ]);
  expect(long.text).toMatch(/<details open><summary>Note<.*?value="Paul".*?>&#60;b&#62;x{9990}/s);
  const note = `${"x".repeat(9_990)} *fin*`;
  expect((await visitor.send(`/anomalies/${id}`, { act: "note", name: "Paul", text: note })).status).toBe(303);
  expect(records()).toContain("x".repeat(9_990));
  const told = { services: "search", state: "outage", fr: "La recherche ne répond pas." };
  const untold = await visitor.send(`/anomalies/${id}`, { act: "publish", name: "Paul", en: "", ...told });
  expect(untold.text).toContain("La recherche ne répond pas.</textarea>");
});

it("says that it is not recorded yet where the store makes it wait, and shows the rest of the page", async () => {
  const { browser, id } = await startPages({ store: "silent" });
  const visitor = browser();
  const { status, text } = await visitor.get(`/anomalies/${id}`);
  expect([status, text.includes("La fiche ne peut pas être lue en ce moment.")]).toEqual([200, true]);
  const taken = await visitor.send(`/anomalies/${id}`, { act: "take", name: "Marie" });
  expect([taken.status, taken.text.includes("pas encore enregistré")]).toEqual([202, true]);
  const answers = { severity: "warning", category: "functionality", component: "api", environment: "production" };
  const told = { ...answers, detection: "manual", title: "Page blanche", description: "Depuis midi" };
  expect((await visitor.send("/anomalies/report", told)).status).toBe(202);
});

it.each([
  ["refuses it", "refusing", "recommencez dans une minute"],
  ["may have taken it", "lost", "regardez avant de recommencer"],
] as const)("keeps what was written where the store %s", async (_, store, hint) => {
  const { browser, id } = await startPages({ store });
  const refused = await browser().send(`/anomalies/${id}`, {
    act: "note",
    name: "Marie",
    text: "le disque est plein",
  });
  expect([refused.status, refused.text.includes(hint)]).toEqual([503, true]);
  expect(refused.text).toContain(">le disque est plein</textarea>");
});
