import { existsSync } from "node:fs";
import { mkdir, mkdtemp, readdir, readFile, rename, rm } from "node:fs/promises";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { yamlDocuments } from "../../yaml.ts";
import { unpackPackage } from "../parts/debian.ts";
import { withLock } from "../parts/lock.ts";
import { onPath, run } from "../parts/programs.ts";
import { type Definition, definitionOf } from "./kinds.ts";

/** What judges objects as a cluster would: Kubernetes' own server for kinds that are added to it, and the kinds. */
export interface ApiServer {
  /** Absolute paths of programs. */
  readonly etcd: string;
  readonly server: string;
  readonly definitions: readonly Definition[];
}

/** It cannot be had here, or is not there yet; tests that need it are skipped with this reason. */
export class ApiServerUnavailable extends Error {}

/** Versions and sums of all that is built: Go's own form. */
const module = fileURLToPath(new URL("judge", import.meta.url));
const cache = fileURLToPath(new URL("../../../.cache/kubernetes", import.meta.url));
const programs = ["apiextensions-apiserver", "controller-gen"] as const;
const sources = {
  "apiextensions-apiserver": "k8s.io/apiextensions-apiserver",
  "controller-gen": "sigs.k8s.io/controller-tools/cmd/controller-gen",
} as const;
const operator = "github.com/prometheus-operator/prometheus-operator/pkg/apis/monitoring";
/** The operator's, and Kubernetes' own. */
const kinds = [`${operator}/v1`, `${operator}/v1alpha1`, "./kinds"];
const etcdPackage = "etcd-server";

/**
 * What `buildApiServer` made.
 * @throws ApiServerUnavailable where it was not asked for
 */
export async function builtApiServer(): Promise<ApiServer> {
  const built = path.join(cache, "built");
  if (!existsSync(built)) throw new ApiServerUnavailable("no API server was built: npm run parts -- --kubernetes");
  const definitions = path.join(built, "definitions");
  const files = (await readdir(definitions)).sort();
  const texts = await Promise.all(files.map((file) => readFile(path.join(definitions, file), "utf8")));
  return {
    etcd: path.join(built, "etcd/usr/bin/etcd"),
    server: path.join(built, "apiextensions-apiserver"),
    definitions: texts.flatMap((text) => yamlDocuments(text).map((document) => definitionOf(document))),
  };
}

/**
 * Builds it, once: several minutes of two cores. Needs Go and a Debian machine, no root.
 * @throws ApiServerUnavailable with the reason
 */
export async function buildApiServer(progress: (line: string) => void): Promise<ApiServer> {
  return withLock(
    "kubernetes",
    () => progress("another process is building the API server: waiting"),
    async () => {
      const built = path.join(cache, "built");
      if (existsSync(built)) return builtApiServer();
      const [go] = onPath(["go"]);
      if (go === undefined) throw new ApiServerUnavailable("it is built from source, and there is no go on PATH");
      await mkdir(cache, { recursive: true });
      const draft = await mkdtemp(path.join(cache, "unfinished-"));
      try {
        progress("unpacking etcd, which the API server stores in");
        await unpackPackage(etcdPackage, path.join(draft, "etcd"), draft);
        progress("building the API server: several minutes");
        await run(go, ["build", "-mod=readonly", "-o", `${draft}/`, ...programs.map((name) => sources[name])], module);
        progress("writing the definitions of the kinds");
        const generator = path.join(draft, "controller-gen");
        const paths = kinds.map((packages) => `paths=${packages}`);
        const options = "crd:maxDescLen=0,generateEmbeddedObjectMeta=true,allowDangerousTypes=true";
        await run(generator, [options, ...paths, `output:crd:dir=${path.join(draft, "definitions")}`], module);
        await rename(draft, built);
      } catch (error) {
        throw new ApiServerUnavailable(`the API server cannot be built: ${(error as Error).message}`);
      } finally {
        await rm(draft, { recursive: true, force: true });
      }
      return builtApiServer();
    },
  );
}
