import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { gzipSync } from "node:zlib";
import { z } from "zod";
import type { PublicIncident } from "../exporters/anomalies/public-incidents.ts";
import { findChromium } from "../kit/preview/chromium.ts";
import { openChromium } from "../kit/preview/pictures.ts";
import { atomFeed } from "../reports/status-page/feed.ts";
import { statusPage } from "../reports/status-page/page.ts";
import type { Status } from "../reports/status-page/state.ts";
import { visitorServiceNames } from "../signals/visitors.ts";
import { readFlags } from "../simulator/platform/program.ts";
import { median } from "./figures.ts";

/** How large the status page is, and how soon a telephone shows it: `npm run bench:status-page`. */
const { loads } = readFlags({ loads: z.coerce.number().int().positive().default(20) });
/** A slow telephone on a slow line, as Lighthouse has it: https://github.com/GoogleChrome/lighthouse/blob/main/docs/throttling.md */
const slow = { latency: 150, downloadThroughput: (1.6 * 1024 * 1024) / 8, uploadThroughput: (750 * 1024) / 8 };
const slowerProcessor = 4;

const now = new Date();
const before = (seconds: number) => new Date(now.getTime() - seconds * 1000).toISOString();
const incident = (index: number): PublicIncident => ({
  ...{ id: `ANOM-2026-11-${10 + index}-001`, services: ["sign-in", "registrations"], state: "outage" },
  beganAt: before(index * 200_000 + 5_000),
  ...(index > 0 && { endedAt: before(index * 200_000) }),
  updates: [4_000, 3_000].map((seconds) => ({
    at: before(index * 200_000 + seconds),
    says: { fr: "La connexion échoue, nous cherchons pourquoi.", en: "Sign-in fails; we are looking into it." },
  })),
});
/** 90 days, an incident that goes on and nine that are over. */
const status: Status = {
  ...{ madeAt: now.toISOString(), heardAt: now.toISOString(), maintenance: [] },
  services: visitorServiceNames.map((name) => ({
    ...{ name, now: "ok" },
    days: Array.from({ length: 90 }, (_, index) => ({
      day: before((89 - index) * 86_400).slice(0, 10),
      ...{ level: "ok", good: 1 },
    })),
  })),
  incidents: Array.from({ length: 10 }, (_, index) => incident(index)),
};

const kilobytes = (text: string | Buffer) => (Buffer.byteLength(text) / 1000).toFixed(1);
const page = statusPage(status, "fr");
for (const [name, text] of [
  ["index.html", page],
  ["feed.atom", atomFeed(status, "fr")],
  ["status.json", JSON.stringify(status)],
] as const)
  console.log(`${name.padEnd(12)} ${kilobytes(text)} kB, ${kilobytes(gzipSync(text))} kB as gzip`);

const chromium = findChromium();
if ("missing" in chromium) throw new Error(chromium.missing);
let requests = 0;
const server = createServer((_, answer) => {
  requests += 1;
  answer.writeHead(200, { "content-type": "text/html; charset=utf-8", "content-encoding": "gzip" }).end(gzipSync(page));
}).listen(0, "127.0.0.1");
await new Promise((resolve) => server.once("listening", resolve));
const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
const browser = await openChromium(chromium.path);

/** ms from the request to the first content on a telephone's screen. */
async function firstPaint(throttled: boolean): Promise<number> {
  const context = await browser.newContext({ viewport: { width: 360, height: 740 }, locale: "fr-FR" });
  const opened = await context.newPage();
  if (throttled) {
    const session = await context.newCDPSession(opened);
    await session.send("Network.enable");
    await session.send("Network.emulateNetworkConditions", { offline: false, ...slow });
    await session.send("Emulation.setCPUThrottlingRate", { rate: slowerProcessor });
  }
  await opened.goto(url);
  const found = (await opened.evaluate(
    `new Promise((resolve) => new PerformanceObserver((list) => {
      const first = list.getEntriesByName("first-contentful-paint")[0];
      if (first) resolve(first.startTime);
    }).observe({ type: "paint", buffered: true }))`,
  )) as number;
  await context.close();
  return found;
}

try {
  for (const throttled of [false, true]) {
    requests = 0;
    const times: number[] = [];
    for (let load = 0; load < loads; load++) times.push(await firstPaint(throttled));
    const line = throttled ? "slow telephone, slow line" : "this machine";
    console.log(
      `first contentful paint, ${line}: median ${median(times).toFixed(0)} ms, most ${Math.max(...times).toFixed(0)} ms; ${(requests / loads).toFixed(1)} requests a load`,
    );
  }
} finally {
  await browser.close();
  server.close();
}
