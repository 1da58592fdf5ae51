import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type IncomingHttpHeaders, type Server } from "node:http";
import { request } from "node:https";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Config, loadConfig } from "../../config/load.ts";
import { type Child, startChild } from "../../kit/lab/parts/children.ts";
import { freePort } from "../../kit/lab/parts/ports.ts";
import { onPath } from "../../kit/lab/parts/programs.ts";
import { nginxLogins } from "../../stacks/nginx-logins.ts";
import { nginxSite } from "../../stacks/operations/nginx.ts";
import { machineSuite, unpacked } from "./packages.ts";

async function nginxProgram(): Promise<string | undefined> {
  const [installed] = onPath(["nginx"]);
  if (installed !== undefined) return installed;
  try {
    return path.join(await unpacked(machineSuite(), "nginx"), "usr/sbin/nginx");
  } catch {
    return undefined;
  }
}

const program = await nginxProgram();
const openssl = onPath(["openssl"])[0];
const why = program === undefined ? "no nginx to be had" : openssl === undefined ? "no openssl on PATH" : undefined;

describe.skipIf(why !== undefined)(`nginx' site${why === undefined ? "" : ` (skipped: ${why})`}`, () => {
  const directory = mkdtempSync(path.join(tmpdir(), "nginx-"));
  const file = (name: string) => path.join(directory, name);
  let upstream: Server;
  /** The login that the last question carried. */
  let shown = "";
  let ports: { plain: number; tls: number };
  let nginx: Child | undefined;

  beforeAll(async () => {
    mkdirSync(file("logs"));
    const made = spawnSync(openssl as string, [
      ...["req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "1"],
      ...["-subj", "/CN=test", "-keyout", file("key.pem"), "-out", file("certificate.pem")],
    ]);
    expect(made.status, made.stderr.toString()).toBe(0);
    const hash = spawnSync(openssl as string, ["passwd", "-apr1", "right"])
      .stdout.toString()
      .trim();
    writeFileSync(file("passwords"), `operator:${hash}\n`);
    mkdirSync(file("nginx"));
    for (const part of ["prometheus", "alertmanager"] as const)
      writeFileSync(file(`nginx/${part}-login`), nginxLogins[part].made?.by(`of ${part}`) ?? "");
    upstream = createServer((asked, answer) => {
      if (asked.url === "/sign-on")
        answer.writeHead(asked.headers.cookie === "known" ? 200 : 401, { "X-Who": "someone" });
      const [, login = ""] = asked.headers.authorization?.split(" ") ?? [];
      shown = Buffer.from(login, "base64").toString();
      answer.end(`${asked.url} for ${asked.headers["x-forwarded-user"] ?? "nobody"}`);
    }).listen(0, "127.0.0.1");
    await new Promise((resolve) => upstream.once("listening", resolve));
    ports = { plain: await freePort(), tls: await freePort() };
  });
  afterAll(async () => {
    await nginx?.stop();
    upstream?.close();
    rmSync(directory, { recursive: true, force: true });
  });

  /** Production's site, on ports that anybody may take, in front of a program that tells what it was asked. */
  function configured(
    login: NonNullable<Config["deployment"]["access"]>["login"],
    repository?: string,
    linksLast?: string,
  ): string {
    const production = loadConfig("production");
    const { port } = upstream.address() as AddressInfo;
    const { services } = production.deployment;
    const behind = new Set(["prometheus", "alertmanager", "grafana", "anomaly-recorder"]);
    const config: Config = {
      ...production,
      anomalies: { ...production.anomalies, repository, linksLast },
      deployment: {
        ...production.deployment,
        secrets: directory,
        access: { certificate: file("certificate.pem"), key: file("key.pem"), login },
        services: Object.fromEntries(
          Object.entries(services).map(([name, service]) => [name, behind.has(name) ? { ...service, port } : service]),
        ),
      },
    };
    const site = nginxSite(config)
      .replaceAll(/^ *listen \[::\].*\n/gm, "")
      .replace("listen 80;", `listen 127.0.0.1:${ports.plain};`)
      .replace("listen 443 ", `listen 127.0.0.1:${ports.tls} `);
    writeFileSync(file("site.conf"), site);
    const temporary = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"].map(
      (kind) => `${kind}_temp_path ${file(kind)};`,
    );
    const main = `${process.getuid?.() === 0 ? "user root;" : ""} daemon off; pid ${file("pid")}; error_log stderr; events {}\nhttp { access_log off; ${temporary.join(" ")} include ${file("site.conf")}; }\n`;
    writeFileSync(file("nginx.conf"), main);
    return file("nginx.conf");
  }
  const verdict = (configuration: string) => {
    const { status, stderr } = spawnSync(program as string, ["-t", "-p", directory, "-c", configuration]);
    return { status, said: stderr.toString() };
  };
  async function serve(configuration: string): Promise<void> {
    await nginx?.stop();
    nginx = await startChild({
      name: "nginx",
      command: program as string,
      args: ["-p", directory, "-c", configuration],
      logFile: file("logs/nginx.log"),
      ready: () =>
        ask("/").then(
          () => true,
          () => false,
        ),
    });
  }
  async function ask(url: string, headers: Record<string, string> = {}, method = "GET"): Promise<string> {
    const { status, text } = await answerOf(url, headers, method);
    return status === 200 ? text : String(status);
  }
  interface Answer {
    readonly status: number | undefined;
    readonly text: string;
    readonly headers: IncomingHttpHeaders;
  }
  function answerOf(url: string, headers: Record<string, string> = {}, method = "GET"): Promise<Answer> {
    return new Promise((resolve, reject) => {
      const options = { host: "127.0.0.1", port: ports.tls, path: url, headers, method, rejectUnauthorized: false };
      const asked = request(options, (answer) => {
        let text = "";
        answer
          .on("data", (part) => {
            text += part;
          })
          .on("end", () => resolve({ status: answer.statusCode, text, headers: answer.headers }));
      });
      asked.on("error", reject).end();
    });
  }

  it("passes nginx -t, and lets in by password who may", async () => {
    const configuration = configured({ passwords: file("passwords") });
    expect(verdict(configuration)).toMatchObject({ status: 0 });
    await serve(configuration);
    const authorization = `Basic ${Buffer.from("operator:right").toString("base64")}`;
    expect(await ask("/d/benevoclic-api")).toBe("/d/benevoclic-api for nobody");
    for (const at of ["/prometheus", "/alertmanager"]) {
      expect(await ask(`${at}/graph`)).toBe("401");
      expect(
        await ask(`${at}/graph`, { authorization: `Basic ${Buffer.from("operator:wrong").toString("base64")}` }),
      ).toBe("401");
      expect(await ask(`${at}/graph?x=1`, { authorization })).toBe("/graph?x=1 for nobody");
      // Not the visitor's own password.
      expect(shown).toBe(`monitoring:of ${at.slice(1)}`);
      for (const closed of [
        "/-/quit",
        "//-/reload",
        "/%2d/quit",
        "/api/v1/admin/tsdb/snapshot",
        "/api/v1/write",
        "/api/v1/otlp/v1/metrics",
        "/./-/quit",
      ])
        expect(await ask(`${at}${closed}`, { authorization }), closed).toBe("403");
    }
  });

  it("keeps Grafana's figures inside, frames out, and guessers of passwords slow", async () => {
    await serve(configured({ passwords: file("passwords") }));
    for (const at of ["/metrics", "//metrics", "/%6detrics", "/metrics/"]) expect(await ask(at), at).toBe("404");
    expect(await ask("/metricsguide")).toContain("/metricsguide");
    const { headers } = await answerOf("/d/benevoclic-api");
    expect(headers["x-frame-options"]).toBe("SAMEORIGIN");
    expect(headers["content-security-policy"]).toContain("frame-ancestors 'self'");
    const guesses = await Promise.all(Array.from({ length: 30 }, () => ask("/login", {}, "POST")));
    expect(guesses.filter((status) => status === "429").length).toBeGreaterThanOrEqual(15);
    // Those who look at dashboards meanwhile are not.
    const looks = await Promise.all(Array.from({ length: 50 }, () => ask("/api/ds/query", {}, "POST")));
    expect(looks).not.toContain("429");
  });

  it("passes nginx -t, and lets in by single sign-on who may", async () => {
    const { port } = upstream.address() as AddressInfo;
    const configuration = configured({ signOn: `http://127.0.0.1:${port}/sign-on`, header: "X-Who" });
    expect(verdict(configuration)).toMatchObject({ status: 0 });
    await serve(configuration);
    expect(await ask("/prometheus/graph")).toBe("401");
    expect(await ask("/prometheus/graph", { "x-forwarded-user": "forged" })).toBe("401");
    expect(await ask("/prometheus/graph", { cookie: "known", "x-forwarded-user": "forged" })).toBe(
      "/graph for someone",
    );
    expect(await ask("/prometheus/-/quit", { cookie: "known" })).toBe("403");
    expect(await ask("/sign-on")).toBe("404");
  });

  it("lets GitHub's webhook through to the recorder, and to nothing else of it, where a repository is configured", async () => {
    await serve(configured({ passwords: file("passwords") }, "benevoclic/anomalies"));
    expect(await ask("/anomalies/github", {}, "POST")).toBe("/github for nobody");
    expect(await ask("/anomalies/github")).toBe("403");
    expect(await ask("/alerts", {}, "POST")).toBe("/alerts for nobody");
    await serve(configured({ passwords: file("passwords") }));
    expect(await ask("/anomalies/github", {}, "POST")).toBe("401");
  });

  it("shows the anomalies to who has logged in, by name, and lets nobody but a signed link past the login", async () => {
    const authorization = `Basic ${Buffer.from("operator:right").toString("base64")}`;
    const forged = { "x-forwarded-user": "forged" };
    const id = "/anomalies/ANOM-2026-11-23-001";
    await serve(configured({ passwords: file("passwords") }));
    for (const at of ["/anomalies/", id, "/anomalies/shared/x/y"]) expect(await ask(at, forged), at).toBe("401");
    expect(await ask(`${id}?x=1`, { authorization, ...forged })).toBe(`${id}?x=1 for operator`);
    await serve(configured({ passwords: file("passwords") }, undefined, "24h"));
    expect(await ask("/anomalies/shared/x/y", forged)).toBe("/anomalies/shared/x/y for nobody");
    for (const around of ["/anomalies/shared/../", "/anomalies/shared/%2e%2e/x", "/anomalies//"])
      expect(await ask(around), around).toBe("401");
    const { port } = upstream.address() as AddressInfo;
    await serve(configured({ signOn: `http://127.0.0.1:${port}/sign-on`, header: "X-Who" }));
    expect(await ask(id, forged)).toBe("401");
    expect(await ask(id, { cookie: "known", ...forged })).toBe(`${id} for someone`);
  });

  it("is refused by nginx -t when it is broken", () => {
    const configuration = configured({ passwords: file("passwords") });
    writeFileSync(file("site.conf"), "server { listen nowhere:; }");
    expect(verdict(configuration).status).not.toBe(0);
  });
});
