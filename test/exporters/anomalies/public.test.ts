import { expect, it } from "vitest";
import { deskEndpoint } from "../../../exporters/anomalies/desk-endpoint.ts";
import { markdownStore } from "../../../exporters/anomalies/markdown-store.ts";
import { publicIncidentSchema } from "../../../exporters/anomalies/public-incidents.ts";
import { createRecorder } from "../../../exporters/anomalies/recorder.ts";
import { createLog } from "../../../exporters/program/log.ts";
import { startPages } from "./pages/desk.ts";

const log = createLog("test", () => {});
const says = { fr: "La connexion échoue.", en: "Sign-in fails." };

async function opened() {
  const pages = await startPages();
  const { recorder } = pages;
  const desk = deskEndpoint(recorder, {
    token: "t",
    linkTo: undefined,
    alerts: undefined,
    lines: undefined,
    locale: "fr",
    log,
  });
  const ask = (asked: object) =>
    desk.take({ body: Buffer.from(JSON.stringify(asked)) } as Parameters<typeof desk.take>[0]);
  const told = async () => publicIncidentSchema.array().parse(JSON.parse((await ask({ command: "public" })).text));
  return { ...pages, ask, told };
}

it("tells the public what people wrote at the desk, keeps it in the record, and takes it back", async () => {
  const { ask, told, id, records, directory } = await opened();
  expect(await told()).toEqual([]);
  const announcement = { services: ["sign-in"], state: "outage", says };
  const publish = { command: "publish", id, by: "Marie", announcement };
  expect(await ask(publish)).toMatchObject({ status: 200 });
  expect(await told()).toMatchObject([{ id, services: ["sign-in"], state: "outage", updates: [{ says }] }]);
  expect(records()).toContain("**Marie l'annonce au public**");
  // Another recorder reads it in the record.
  const later = createRecorder({
    ...{ store: markdownStore({ directory, locale: "fr" }, log), locale: "fr" as const, log },
    ...{ policy: { closing: "automatic", reopenWithin: 0 } as const, active: async () => undefined },
  });
  await later.start();
  expect(later.anomalies[0]?.public?.updates).toHaveLength(1);
  expect(await ask({ command: "publish", id, by: "Marie" })).toMatchObject({ status: 200 });
  expect(await told()).toEqual([]);
  for (const wrong of [{ services: [] }, { services: ["<b>"] }, { state: "bad" }, { says: { fr: "", en: "x" } }])
    expect(await ask({ ...publish, announcement: { ...announcement, ...wrong } })).toMatchObject({ status: 400 });
});

it("takes it from the anomaly's page, with every field or not at all", async () => {
  const { browser, id, recorder } = await opened();
  const { send, get } = browser();
  const at = `/anomalies/${id}`;
  await get(at);
  const incomplete = await send(at, { act: "publish", name: "Marie", services: "site", state: "outage", fr: "Panne" });
  expect(incomplete.text).toContain("Dites au moins un service");
  await send(at, { act: "publish", name: "Marie", services: "site", state: "degraded", ...says });
  expect(recorder.anomalies[0]?.public).toMatchObject({ services: ["site"], state: "degraded" });
  expect((await get(at)).text).toContain("La connexion échoue.");
  await send(at, { act: "unpublish", name: "Marie" });
  expect(recorder.anomalies[0]?.public).toBeUndefined();
});
