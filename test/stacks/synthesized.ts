import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { App } from "cdktf";
import { afterAll } from "vitest";
import { type Config, loadConfig } from "../../config/load.ts";
import { environmentOf } from "../../kit/environment.ts";
import { filesOf, type GeneratedFiles } from "../../kit/write/files.ts";
import { writeTree } from "../../kit/write/tree.ts";
import { benevoclic } from "../../platform.ts";
import { DataStack } from "../../stacks/data-stack.ts";
import { contextsIn } from "../../stacks/exporters-image.ts";
import { MonitoringStack } from "../../stacks/monitoring-stack.ts";
import { settingsOf } from "../../stacks/service.ts";

export const environments = ["production", "staging", "development"] as const;

/** A container as Terraform is told to make it: the attributes that tests look at. */
export interface SynthesizedContainer {
  readonly name: string;
  readonly image: string;
  readonly user: string;
  readonly command?: readonly string[];
  readonly env?: readonly string[];
  readonly mounts: readonly { type: string; source: string; target: string; read_only: boolean }[];
  readonly upload?: readonly { file: string; source: string; source_hash: string }[];
  readonly ports?: readonly { ip?: string; internal: number; external: number }[];
  readonly network_mode: string;
  readonly networks_advanced?: readonly { name: string; aliases?: readonly string[] }[];
  readonly depends_on: readonly string[];
  readonly [attribute: string]: unknown;
}

interface Stack {
  readonly provider: { readonly docker: readonly Readonly<Record<string, unknown>>[] };
  readonly terraform: { readonly backend: { readonly local: { readonly path: string } } };
  readonly resource: {
    readonly docker_container?: Readonly<Record<string, SynthesizedContainer>>;
    readonly docker_image?: Readonly<Record<string, { readonly name: string; readonly keep_locally: boolean }>>;
    readonly docker_network?: Readonly<Record<string, { readonly name: string }>>;
    readonly docker_volume?: Readonly<
      Record<string, { readonly name: string; readonly lifecycle?: { readonly prevent_destroy?: boolean } }>
    >;
  };
}

export interface Synthesized {
  readonly monitoring: Stack;
  readonly data: Stack;
  /** By the name without `benevoclic-<environment>-`. */
  readonly containers: ReadonlyMap<string, SynthesizedContainer>;
  /** The whole JSON of both stacks. */
  readonly json: string;
  /** The content of a file that Terraform would upload. */
  readonly uploaded: (source: string) => string;
}

const project = path.resolve(import.meta.dirname, "../..");

const directories: string[] = [];
export function temporaryDirectory(): string {
  const directory = mkdtempSync(path.join(tmpdir(), "stacks-"));
  directories.push(directory);
  return directory;
}
afterAll(() => {
  for (const directory of directories.splice(0)) rmSync(directory, { recursive: true, force: true });
});

export interface Changes {
  readonly config?: (config: Config) => Config;
  readonly files?: (files: Map<string, string>) => GeneratedFiles;
  readonly digests?: Readonly<Record<string, string>>;
}

/** Synthesizes one environment's stacks with files generated for it now, both after the given changes. */
export function synthesized(environment: string, changes: Changes = {}): Synthesized {
  const config = (changes.config ?? ((same) => same))(loadConfig(environment));
  const directory = temporaryDirectory();
  const generated = path.join(directory, "generated");
  const files = new Map(filesOf(environmentOf(benevoclic, config)));
  writeTree((changes.files ?? ((same) => same))(files), generated);

  const outdir = path.join(directory, "out");
  const contexts = contextsIn(project, path.join(directory, "images"));
  const app = new App({ outdir, stackTraces: false });
  new DataStack(app, config);
  new MonitoringStack(app, { config, generated, contexts, digests: changes.digests ?? {} });
  app.synth();

  const monitoringDirectory = path.join(outdir, "stacks", `monitoring-${environment}`);
  const text = (stack: string) => readFileSync(path.join(outdir, "stacks", stack, "cdk.tf.json"), "utf8");
  const monitoring = JSON.parse(text(`monitoring-${environment}`)) as Stack;
  return {
    monitoring,
    data: JSON.parse(text(`data-${environment}`)) as Stack,
    containers: new Map(
      Object.values(monitoring.resource.docker_container ?? {}).map((container) => [
        container.name.replace(`benevoclic-${environment}-`, ""),
        container,
      ]),
    ),
    json: text(`monitoring-${environment}`) + text(`data-${environment}`),
    uploaded: (source) => readFileSync(path.join(monitoringDirectory, source), "utf8"),
  };
}

/** An environment in which journeys are walked. */
export const withJourneys = (config: Config): Config =>
  withService(
    { ...config, journeys: { account: "parcours@example.org", announcement: "/a", every: "2m" } },
    "journeys",
    {
      enabled: true,
    },
  );

/** A container that must exist. */
export function containerOf({ containers }: Synthesized, name: string): SynthesizedContainer {
  const container = containers.get(name);
  if (container === undefined) throw new Error(`no container ${name} among ${[...containers.keys()].join(", ")}`);
  return container;
}

/** A configuration with other values for one service. */
export function withService(config: Config, name: string, values: object): Config {
  const { services } = config.deployment;
  return {
    ...config,
    deployment: {
      ...config.deployment,
      services: { ...services, [name]: { ...settingsOf(config, { name }), ...values } },
    },
  };
}
