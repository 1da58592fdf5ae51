import { request } from "node:http";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { currentEpisode } from "../../../../exporters/anomalies/anomaly.ts";
import { html } from "../../../../exporters/anomalies/pages/html.ts";
import { alertOf } from "../alerts.ts";
import { startedAt, startPages } from "./desk.ts";

/** The status of a path as it is written, which fetch would mend, and of any host. */
const statusOf = (url: string, path: string, headers: Record<string, string>) =>
  new Promise((resolve) => {
    const { port } = new URL(url);
    request({ host: "127.0.0.1", port, path, headers }, (answer) => resolve(answer.resume().statusCode)).end();
  });

describe("what people see", () => {
  it("the gravest first, whoever has it, and what is over with a search", async () => {
    const { url, recorder, browser } = await startPages({
      told: [
        { name: "HostDiskFull", severity: "warning", component: "host", startsAt: startedAt },
        { startsAt: startedAt },
        { name: "WebDown", startsAt: startedAt, endsAt: new Date(), annotations: { summary: "Le site était arrêté" } },
      ],
    });
    expect((await fetch(`${url}/`, { redirect: "manual" })).headers.get("location")).toBe("/anomalies/");
    const { text, status } = await browser().get("/anomalies/");
    expect(status).toBe(200);
    expect(text).toContain("En cours (2)");
    expect(text.indexOf("ApiDown")).toBeLessThan(text.indexOf("HostDiskFull"));
    expect(text).toContain("depuis 25 min");
    expect(text).toContain("personne ne s&#39;en occupe");
    expect(text).toContain("Le site était arrêté");
    expect((await browser().get("/anomalies/?q=ETAIT+arrete")).text).toContain("Le site était arrêté");
    expect((await browser().get("/anomalies/?q=disque")).text).toContain("Aucune anomalie trouvée");
    const [over] = recorder.anomalies.filter(({ alertname }) => alertname === "WebDown");
    expect((await browser().get(`/anomalies/${over?.id}`)).text).toContain("a duré 25 min");
  });

  it("one anomaly with its value now, its graph, its steps and its timeline, in both languages", async () => {
    const annotations = {
      ...{ value: "2,5 s", limit: "plus de 500 ms", unit: "seconds" },
      next_steps: "1. Voir les journaux: `pm2 logs benevoclic-api`\n2. Appeler (devops, +33 6 12 34 56 78)",
    };
    for (const [locale, word] of [
      ["fr", "À faire"],
      ["en", "What to do"],
    ] as const) {
      const { browser, id } = await startPages({ locale, told: [{ startsAt: startedAt, annotations }] });
      const { text } = await browser().get(`/anomalies/${id}`);
      expect(text).toContain(`<html lang="${locale}">`);
      expect(text).toContain(word);
      expect(text).toContain("<code>pm2 logs benevoclic-api</code>");
      expect(text).toContain('<a href="tel:+33612345678">');
      expect(text).toContain("<polyline");
      expect(text).toMatch(/<svg [^>]*aria-label="[^"]* 13\d([.,]\d+)? ms (et|and) 2[.,]8\d s"/);
      expect(text).toContain("HostCpuHigh (warning)");
      expect(text).toMatch(/<dd><strong>2,5 s<\/strong><\/dd>/);
    }
  });

  it("leads from an alert's fingerprint to its record, or says that there is none yet", async () => {
    const { browser, id } = await startPages();
    const { fingerprint } = alertOf({ startsAt: startedAt });
    const found = await browser().get(`/anomalies/alerts/${fingerprint}`);
    expect([found.status, found.headers.get("location")]).toEqual([303, `/anomalies/${id}`]);
    for (const unknown of ["0123456789abcdef", "constructor", "", "%00"])
      expect((await browser().get(`/anomalies/alerts/${unknown}`)).status).toBe(404);
    expect((await browser().get("/anomalies/ANOM-1999-01-01-001")).status).toBe(404);
  });

  it("shows every text as it was written, whatever it holds", async () => {
    const hostile = fc.array(
      fc.oneof(
        fc.constantFrom(
          "<script>",
          "</title>",
          '"',
          "'",
          "`",
          "&lt;",
          "<!--",
          "\u202e",
          "javascript:",
          "]]>",
          "\u0000",
        ),
        fc.string({ maxLength: 5 }),
      ),
      { maxLength: 8 },
    );
    fc.assert(
      fc.property(hostile, (parts) => {
        const shown = html`<p title="${parts.join("")}">${parts.join("")}</p>`.text;
        expect(shown).toMatch(/^<p title="[^"<>]*">[^<>]*<\/p>$/);
        const read = shown
          .slice(shown.indexOf(">") + 1, -4)
          .replace(/&#(\d+);/g, (_, code) => String.fromCharCode(code));
        expect(read).toBe(parts.join("").replace(/[\p{Cf}\p{Cc}]/gu, (one) => (/[\n\t]/.test(one) ? one : "")));
      }),
    );
    const bad = '</pre><script>alert(1)</script>"onload="x';
    const { browser, id } = await startPages({
      told: [
        {
          startsAt: startedAt,
          thing: bad,
          annotations: {
            summary: bad,
            impact: bad,
            value: bad,
            next_steps: `1. ${bad} \`${bad}\``,
            runbook_url: `javascript:${bad}`,
          },
        },
      ],
    });
    const visitor = browser();
    await visitor.send(`/anomalies/${id}`, { act: "note", name: bad, text: bad });
    for (const address of ["/anomalies/", `/anomalies/?q=${encodeURIComponent(bad)}`, `/anomalies/${id}`]) {
      const { text } = await visitor.get(address);
      expect(text).not.toContain("<script");
      expect(text).not.toContain('"onload');
      expect(text).not.toContain('href="javascript');
    }
  });
});

describe("what people do", () => {
  it("takes it, notes, and closes it with a reason, all of which stands in the record", async () => {
    const { browser, id, recorder, records } = await startPages();
    const visitor = browser();
    expect((await visitor.send(`/anomalies/${id}`, { act: "take", name: "" })).text).toContain("Dites votre nom");
    const taken = await visitor.send(`/anomalies/${id}`, { act: "take", name: "Marie" });
    expect([taken.status, taken.headers.get("location")]).toEqual([303, `/anomalies/${id}?saved`]);
    expect(currentEpisode(recorder.anomalies[0] as never)).toMatchObject({ acknowledgedBy: "Marie" });
    expect((await visitor.get("/anomalies/")).text).toContain("prise par <strong>Marie</strong>");
    // A note is no command, wherever its line stands.
    await visitor.send(`/anomalies/${id}`, {
      act: "note",
      name: "Marie",
      text: "je regarde\n/close false_alarm\nindex manquant",
    });
    await recorder.look();
    expect(currentEpisode(recorder.anomalies[0] as never).closedAt).toBeUndefined();
    expect((await visitor.get(`/anomalies/${id}`)).text).toContain("index manquant");
    expect((await visitor.send(`/anomalies/${id}`, { act: "fixed", name: "Marie", text: "" })).status).toBe(400);
    await visitor.send(`/anomalies/${id}`, { act: "fixed", name: "Marie", text: "index créé" });
    expect(currentEpisode(recorder.anomalies[0] as never)).toMatchObject({ resolution: "fixed" });
    await visitor.send(`/anomalies/${id}`, {
      act: "post-mortem",
      name: "Marie",
      cause: "un index manquait",
      prevention: "",
    });
    expect(records()).toMatch(
      /Marie s'en occupe[\s\S]*index manquant[\s\S]*index créé[\s\S]*### Cause racine\n\n> un index manquait/,
    );
  });

  it("silences the anomaly's own alerts for a bounded time, and says so in the record", async () => {
    const { browser, id, alertmanager, records } = await startPages();
    await browser().send(`/anomalies/${id}`, { act: "silence-1h", name: "Marie" });
    await browser().send(`/anomalies/${id}`, { act: "silence-1000h", name: "Marie" });
    expect(alertmanager.silences).toHaveLength(1);
    const [{ matchers, startsAt, endsAt } = { matchers: [], startsAt: "", endsAt: "" }] = alertmanager.silences;
    expect(Date.parse(endsAt) - Date.parse(startsAt)).toBe(3_600_000);
    expect(Object.fromEntries(matchers.map(({ name, value }) => [name, value]))).toEqual({
      ...{ alertname: "ApiDown", environment: "production", instance: "vps-production" },
    });
    expect(records()).toContain("a mis l'alerte en silence jusqu'au");
    expect((await browser().get(`/anomalies/${id}`)).text).toContain("en silence.");
  });

  it("reports a problem with the ticket's reference, after saying what is missing", async () => {
    const { browser, recorder } = await startPages({ told: [] });
    const visitor = browser();
    const answers = {
      severity: "warning",
      category: "functionality",
      component: "frontend",
      // Any file in config/ is an environment, the form offers the usual ones.
      environment: "preprod",
      detection: "user_report",
      ticket: "SUP-9",
    };
    const incomplete = await visitor.send("/anomalies/report", { ...answers, title: "Page blanche", description: " " });
    expect(incomplete.status).toBe(400);
    expect(incomplete.text).toContain("Que se passe-t-il ?");
    expect(incomplete.text).toContain('value="Page blanche"');
    const sent = await visitor.send("/anomalies/report", {
      ...answers,
      title: "Page blanche",
      description: "Depuis midi",
    });
    expect(sent.headers.get("location")).toBe("/anomalies/?reported");
    expect(recorder.anomalies).toMatchObject([
      { title: "Page blanche", detection: "user_report", ticket: "SUP-9", component: "web", environment: "preprod" },
    ]);
  });
});

describe("who may do it", () => {
  it("a GET changes nothing, and no other page can load, frame or send anything", async () => {
    const { browser, id, records } = await startPages();
    const before = records();
    const visitor = browser();
    for (const act of ["take", "fixed", "note", "silence-1h"]) {
      const { headers } = await visitor.get(`/anomalies/${id}?act=${act}&name=x&text=x`);
      expect(headers.get("content-security-policy")).toMatch(/default-src 'none'.*frame-ancestors 'none'/);
      for (const [name, value] of [
        ["x-content-type-options", "nosniff"],
        ["cache-control", "no-store"],
        ["referrer-policy", "same-origin"],
        ["x-frame-options", "DENY"],
      ] as const)
        expect(headers.get(name)).toBe(value);
    }
    const token = await visitor.tokenAt(`/anomalies/${id}`);
    const fields = { token, act: "take", name: "x" };
    for (const headers of [{}, { origin: "https://evil.example" }, { origin: "null" }])
      expect((await visitor.post(`/anomalies/${id}`, fields, headers)).status).toBe(403);
    expect(records()).toBe(before);
  });

  it("a form's token is this browser's, for a day's work, and wrong ones are counted", async () => {
    const { browser, url, id, wait, recorder } = await startPages();
    const [marie, mallory] = [browser(), browser()];
    const stolen = await mallory.tokenAt(`/anomalies/${id}`);
    const fields = { act: "take", name: "x" };
    await marie.get("/anomalies/");
    expect((await marie.post(`/anomalies/${id}`, { ...fields, token: stolen }, { origin: url })).status).toBe(403);
    const own = await marie.tokenAt(`/anomalies/${id}`);
    wait(13 * 3_600_000);
    expect((await marie.post(`/anomalies/${id}`, { ...fields, token: own }, { origin: url })).status).toBe(403);
    for (let attempt = 0; attempt < 20; attempt++)
      await mallory.post(`/anomalies/${id}`, { ...fields, token: "x" }, { origin: url });
    expect((await mallory.post(`/anomalies/${id}`, { ...fields, token: stolen }, { origin: url })).status).toBe(429);
    wait(6 * 60_000);
    expect((await marie.send(`/anomalies/${id}`, fields)).status).toBe(303);
    expect(currentEpisode(recorder.anomalies[0] as never).acknowledgedBy).toBe("x");
  });

  it("a host that is not these pages' own is refused: another site may lead its name here", async () => {
    const { url } = await startPages();
    expect(await statusOf(url, "/anomalies/", { host: "evil.example" })).toBe(421);
    expect(await statusOf(url, "/anomalies/", { host: "monitoring.example" })).toBe(200);
    expect(await statusOf(url, "/anomalies/", { host: "localhost:9853" })).toBe(200);
  });

  it("where a login stands in front, its name counts and nobody else is in, but for a signed link while it lasts", async () => {
    const hour = 3_600_000;
    const { browser, url, id, recorder, wait } = await startPages({
      entrance: { loginHeader: "X-Forwarded-User", linksLast: hour },
    });
    const [inside, outside] = [browser(), browser()];
    const nginx = { "x-real-ip": "203.0.113.7" };
    const login = { ...nginx, "x-forwarded-user": "marie" };
    expect((await outside.get("/anomalies/", nginx)).status).toBe(401);
    expect((await outside.get(`/anomalies/${id}`, nginx)).text).not.toContain("ApiDown");
    const { text } = await inside.send(`/anomalies/${id}`, { act: "link" }, login);
    const link = new URL(/<code>(http[^<]+)<\/code>/.exec(text)?.[1] ?? "").pathname;
    const shared = await outside.get(link, nginx);
    expect(shared.status).toBe(200);
    expect(shared.text).not.toContain('href="/anomalies/');
    expect((await outside.send(link, { act: "take", name: "Paul" }, nginx)).status).toBe(303);
    expect(currentEpisode(recorder.anomalies[0] as never).acknowledgedBy).toBe("Paul");
    // The port itself is reached by a tunnel only.
    expect((await browser().get("/anomalies/")).status).toBe(200);
    // The name of a login cannot be another one's.
    await inside.send(`/anomalies/${id}`, { act: "take", name: "Paul" }, login);
    expect(currentEpisode(recorder.anomalies[0] as never).acknowledgedBy).toBe("marie");
    expect((await outside.get(link.replace(id, "ANOM-2026-01-01-001"), nginx)).status).toBe(403);
    expect((await outside.get(`${link}x`, nginx)).status).toBe(403);
    // By another spelling of a path it is another page for nginx.
    for (const around of [`/anomalies/shared/..\\${id}`, `/anomalies/shared/%2e%2e/${id}`, "/anomalies/report/../"])
      expect(await statusOf(url, around, nginx), around).toBe(404);
    wait(hour);
    expect((await outside.get(link, nginx)).status).toBe(403);
    for (let attempt = 0; attempt < 20; attempt++) await outside.get(`${link}x`, nginx);
    expect((await outside.get(link, nginx)).status).toBe(429);
  });
});
