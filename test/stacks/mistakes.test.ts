import { mkdirSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { afterEach, describe, expect, it, vi } from "vitest";
import { type Config, loadConfig } from "../../config/load.ts";
import { environmentOf } from "../../kit/environment.ts";
import { filesOf } from "../../kit/write/files.ts";
import { writeTree } from "../../kit/write/tree.ts";
import { benevoclic } from "../../platform.ts";
import { addressMistakes } from "../../stacks/address-mistakes.ts";
import { engineMistakes } from "../../stacks/engine.ts";
import { configurationFiles, generatedFor } from "../../stacks/generated-files.ts";
import { pinnedDigests } from "../../stacks/images.ts";
import { synthesize } from "../../stacks/synthesize.ts";
import { temporaryDirectory, withService } from "./synthesized.ts";

const production = loadConfig("production");

describe("addresses", () => {
  const withJobs = (jobs: Partial<Config["jobs"]>, config = production): Config => ({
    ...config,
    jobs: { ...config.jobs, ...jobs },
  });

  it("agree in the committed configurations", () => {
    for (const name of ["production", "staging", "development"]) expect(addressMistakes(loadConfig(name))).toEqual([]);
  });

  it("of a job must be where its service listens", () => {
    const [mistake, ...others] = addressMistakes(withJobs({ node: "172.30.57.9:9100" }));
    expect(others).toEqual([]);
    expect(mistake?.where).toMatch(/^config\/production\.yaml:\d+$/);
    expect(mistake?.what).toContain('found "172.30.57.9:9100"; allowed: "172.30.57.1:9100"');
  });

  it("of a service that is switched off must not be scraped", () => {
    const off = withService(production, "blackbox-exporter", { enabled: false });
    expect(addressMistakes(off).map(({ what }) => what)).toEqual([
      'jobs.blackbox: found "blackbox-exporter:9115", but deployment.services.blackbox-exporter is switched off',
    ]);
    expect(addressMistakes(withJobs({ blackbox: "elsewhere:9115" }, off))).toEqual([]);
  });

  it("of all jobs of one service are looked at", () => {
    const found = addressMistakes(withJobs({ business: "business-exporter:1", mongodb: "business-exporter:2" }));
    expect(found.map(({ what }) => what)).toEqual([
      'jobs.business: found "business-exporter:1"; allowed: "business-exporter:9851", where business-exporter listens',
      'jobs.mongodb: found "business-exporter:2"; allowed: "business-exporter:9851", where business-exporter listens',
    ]);
  });

  it("that two services would publish are refused, unless one of them is switched off", () => {
    const clash = withService(production, "pm2-exporter", { port: 9851 });
    const [mistake, ...others] = addressMistakes(clash);
    expect(others).toEqual([]);
    expect(mistake?.where).toMatch(/^config\/production\.yaml:\d+$/);
    expect(mistake?.what).toBe(
      "deployment.services.pm2-exporter.port: found 9851, which business-exporter has on 127.0.0.1 as well",
    );
    // What else a service publishes counts as well.
    const pages = addressMistakes(withService(production, "grafana", { port: 16686 }));
    expect(pages.map(({ what }) => what)).toEqual([
      "traces.ports.pages: found 16686, which grafana has on 127.0.0.1 as well",
    ]);
    const off = withJobs({ mongodb: "elsewhere:1", business: "elsewhere:1" }, clash);
    expect(addressMistakes(withService(off, "business-exporter", { enabled: false }))).toEqual([]);
    // Another address of the host: both can be had.
    expect(addressMistakes(withService(production, "pm2-exporter", { port: 9100 }))).toEqual([]);
  });
});

describe("generated files", () => {
  const committed = (change: (directory: string) => void): string => {
    const root = temporaryDirectory();
    writeTree(filesOf(environmentOf(benevoclic, production)), path.join(root, "production"));
    change(path.join(root, "production"));
    return root;
  };
  const refusal = (root: string) => {
    try {
      return generatedFor(production, temporaryDirectory(), root);
    } catch (error) {
      return String(error);
    }
  };

  it("are taken from the committed tree", () => {
    const root = committed(() => {});
    expect(refusal(root)).toBe(path.join(root, "production"));
  });

  it("that are stale, missing or too many are refused, each with the remedy", () => {
    const root = committed((directory) => {
      writeFileSync(path.join(directory, "prometheus/rules/api.yml"), "groups: []\n");
      rmSync(path.join(directory, "blackbox/blackbox.yml"));
      writeFileSync(path.join(directory, "prometheus/rules/old.yml"), "groups: []\n");
    });
    const text = refusal(root);
    expect(text).toContain("generated/production/prometheus/rules/api.yml  is not what is declared");
    expect(text).toContain("generated/production/blackbox/blackbox.yml  is missing");
    expect(text).toContain("generated/production/prometheus/rules/old.yml  is no longer declared");
    expect(text).toContain("npm run generate");
  });

  it("that were never committed are refused as a whole", () => {
    expect(refusal(temporaryDirectory())).toMatch(/is missing, as are \d+ other files/);
  });

  it("of an environment without a committed tree are written beside the output", () => {
    const outdir = temporaryDirectory();
    const directory = generatedFor(loadConfig("development"), outdir);
    expect(directory).toBe(path.join(outdir, "generated/development"));
    expect(configurationFiles(directory, { directory: "blackbox", at: "/x", check: "true" })).toHaveLength(1);
  });

  it("must hold something for every service that has a configuration", () => {
    const empty = temporaryDirectory();
    mkdirSync(path.join(empty, "blackbox"));
    expect(() => configurationFiles(empty, { directory: "blackbox", at: "/x", check: "true" })).toThrow(
      /npm run generate/,
    );
  });
});

describe("images.lock.json", () => {
  const withLock = (text: string) => {
    const directory = temporaryDirectory();
    writeFileSync(path.join(directory, "images.lock.json"), text);
    return directory;
  };

  it("gives digests, and none when it is not there", () => {
    const digest = `sha256:${"0f".repeat(32)}`;
    expect(pinnedDigests(withLock(JSON.stringify({ "a/b:1": digest })))).toEqual({ "a/b:1": digest });
    expect(pinnedDigests(temporaryDirectory())).toEqual({});
  });

  it.each([
    ["{", /images\.lock\.json:1 {2}is not valid YAML/],
    ['{\n  "a/b:1": "latest"\n}', /images\.lock\.json:2 {2}a\/b:1: found "latest"; allowed: a digest such as sha256:/],
    [
      '{\n  "a/b:1": 3,\n  "c:2": ""\n}',
      /images\.lock\.json:2 {2}a\/b:1: found 3[\s\S]*images\.lock\.json:3 {2}c:2: found ""/,
    ],
    ["[]", /images\.lock\.json:1/],
  ])("is refused when it reads %s, with the lines", (text, said) => {
    expect(() => pinnedDigests(withLock(text))).toThrow(said);
  });
});

it("refuses variables that lead the provider to another engine", () => {
  expect(engineMistakes({ DOCKER_HOST: "unix:///x", DOCKER_CONTEXT: "" })).toEqual([]);
  const mistakes = engineMistakes({ DOCKER_CONTEXT: "other", DOCKER_CERT_PATH: "/certs" });
  expect(mistakes.map(({ where }) => where)).toEqual([
    "the environment variable DOCKER_CONTEXT",
    "the environment variable DOCKER_CERT_PATH",
  ]);
});

describe("one environment", () => {
  afterEach(() => vi.unstubAllEnvs());

  it("is synthesized without a look at the others, and not one that lives on no engine", () => {
    const outdir = temporaryDirectory();
    vi.stubEnv("CDKTF_OUTDIR", outdir);
    synthesize(["staging"]);
    expect(readdirSync(path.join(outdir, "stacks")).sort()).toEqual(["data-staging", "monitoring-staging"]);
    expect(() => synthesize(["local"])).toThrow(/config\/local\.yaml {2}is no environment that lives on an engine/);
  });
});
