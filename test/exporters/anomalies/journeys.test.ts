import { expect, it } from "vitest";
import type { Anomaly } from "../../../exporters/anomalies/anomaly.ts";
import { journeysEndpoint } from "../../../exporters/anomalies/journeys-endpoint.ts";
import type { Recorder } from "../../../exporters/anomalies/recorder.ts";

const open = { id: "ANOM-2026-11-29-002", things: ['journey="search"'], episodes: [{}] } as unknown as Anomaly;
const closed = { ...open, id: "ANOM-2026-11-29-001", episodes: [{ closedAt: "2026-11-29T08:00:00Z" }] } as Anomaly;
const report = {
  ...{ journey: "search", since: "2026-11-29T09:00:00.000Z", step: "read", why: "Timeout 10000ms exceeded." },
  complaints: ["network: 500 GET /annonces/…", "console: <b>boom</b>"],
  screenshot: "/journeys/pictures/2026-11-29T09-00-00/search-read.png",
};

function endpoint(anomalies: readonly Anomaly[]) {
  const acted: [string, { mark: string; text: string }][] = [];
  const act: Recorder["act"] = async (id, { remark }) => {
    if (remark) acted.push([id, remark]);
    return undefined;
  };
  const { refuse, take } = journeysEndpoint({ anomalies, act }, { token: "t", locale: "fr" });
  const post = (body: object) => take({ headers: {}, body: Buffer.from(JSON.stringify(body)) });
  return { acted, refuse, post };
}

it("what the browser saw goes into the open record about that journey, once a failure", async () => {
  const { acted, post } = endpoint([closed, open]);
  expect(await post(report)).toMatchObject({ status: 200 });
  const [[id, remark] = ["", { mark: "", text: "" }]] = acted;
  expect(id).toBe(open.id);
  for (const said of ["read", "Timeout 10000ms exceeded", "500 GET /annonces/…", "search-read.png"])
    expect(remark.text).toContain(said);
  expect(remark.text).not.toContain("<b>");
  await post({ ...report, step: "search" });
  expect(acted[1]?.[1].mark).toBe(remark.mark);
  await post({ ...report, since: "2026-11-29T10:00:00.000Z" });
  expect(acted[2]?.[1].mark).not.toBe(remark.mark);
});

it("without such a record it asks to be told again; who has no token, or another form, is refused", async () => {
  expect(await endpoint([closed]).post(report)).toMatchObject({ status: 404 });
  expect(await endpoint([open]).post({ ...report, journey: "register" })).toMatchObject({ status: 404 });
  const { acted, refuse, post } = endpoint([open]);
  expect(refuse({})).toMatchObject({ status: 401 });
  expect(refuse({ authorization: "Bearer t" })).toBeUndefined();
  expect(await post({ ...report, password: "x" })).toMatchObject({ status: 400 });
  expect(acted).toEqual([]);
});
