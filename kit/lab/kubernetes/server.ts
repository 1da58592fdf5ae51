import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import https from "node:https";
import path from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { z } from "zod";
import { yaml } from "../../yaml.ts";
import { startChild } from "../parts/children.ts";
import { answers } from "../parts/http.ts";
import { freePort, startOnFreePort } from "../parts/ports.ts";
import type { Undo } from "../services.ts";
import { type Certificates, makeCertificates } from "./certificates.ts";
import { judgedAs } from "./kinds.ts";
import type { ApiServer } from "./obtain.ts";

/** What a server says of an object: why it refuses it, or nothing. */
export interface Verdict {
  readonly object: string;
  readonly refused?: string;
}

export interface RunningApiServer {
  /** Asks whether it would take these objects, all keys known; nothing is stored. */
  judge(objects: readonly Judged[]): Promise<Verdict[]>;
  stop(): Promise<void>;
}

/** As much of an object as it takes to ask about it. */
export interface Judged {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: { readonly name: string; readonly namespace?: string };
}

/** It also answers when the server is ready: /readyz waits for services, of which there are none without a cluster. */
const definitionsPath = "/apis/apiextensions.k8s.io/v1/customresourcedefinitions";

/**
 * Starts the server with its kinds on free ports of 127.0.0.1.
 * @param directory everything that it writes goes there
 */
export async function startApiServer(parts: ApiServer, directory: string): Promise<RunningApiServer> {
  const undo: Undo = [];
  const stop = async () => {
    for (const step of undo.splice(0).reverse()) await step();
  };
  try {
    mkdirSync(directory, { recursive: true });
    const certificates = await makeCertificates(directory);
    const etcd = await startOnFreePort(async (port) => startEtcd(parts, directory, port, await freePort()));
    undo.push(etcd.child.stop);
    const ask = (port: number) => asking(port, certificates);
    const server = await startOnFreePort((port) =>
      startChild({
        name: "apiextensions-apiserver",
        command: parts.server,
        args: [
          `--etcd-servers=http://127.0.0.1:${etcd.port}`,
          "--bind-address=127.0.0.1",
          `--secure-port=${port}`,
          `--tls-cert-file=${certificates.server.certificate}`,
          `--tls-private-key-file=${certificates.server.key}`,
          `--client-ca-file=${certificates.authority}`,
          ...withoutCluster(directory, port, certificates.client),
        ],
        logFile: path.join(directory, "logs/apiextensions-apiserver.log"),
        ready: async () => (await ask(port)("GET", definitionsPath).catch(() => ({ status: 0 }))).status === 200,
        readyWithin: 60_000,
      }),
    );
    undo.push(server.child.stop);
    const request = ask(server.port);
    await define(request, parts);
    return { judge: (objects) => Promise.all(objects.map((object) => judge(request, parts, object))), stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** etcd keeps what it is told in `directory`. */
const startEtcd = ({ etcd }: ApiServer, directory: string, port: number, peers: number) =>
  startChild({
    name: "etcd",
    command: etcd,
    args: [
      `--data-dir=${path.join(directory, "etcd")}`,
      `--listen-client-urls=http://127.0.0.1:${port}`,
      `--advertise-client-urls=http://127.0.0.1:${port}`,
      `--listen-peer-urls=http://127.0.0.1:${peers}`,
      // Lost with the directory in any case.
      "--unsafe-no-fsync",
    ],
    logFile: path.join(directory, "logs/etcd.log"),
    ready: () => answers(`http://127.0.0.1:${port}/health`),
  });

/** It asks no cluster who may do what, and is told that the one it belongs to is itself. */
function withoutCluster(directory: string, port: number, { certificate, key }: Certificates["client"]): string[] {
  const kubeconfig = path.join(directory, "kubeconfig");
  writeFileSync(
    kubeconfig,
    yaml({
      apiVersion: "v1",
      kind: "Config",
      clusters: [{ name: "own", cluster: { server: `https://127.0.0.1:${port}`, "insecure-skip-tls-verify": true } }],
      users: [{ name: "own", user: { "client-certificate": certificate, "client-key": key } }],
      contexts: [{ name: "own", context: { cluster: "own", user: "own" } }],
      "current-context": "own",
    }),
  );
  const own = ["--kubeconfig", "--authentication-kubeconfig", "--authorization-kubeconfig"];
  return [
    ...own.map((flag) => `${flag}=${kubeconfig}`),
    "--authentication-skip-lookup",
    "--enable-priority-and-fairness=false",
    // They ask for objects that only a cluster has.
    "--disable-admission-plugins=NamespaceLifecycle,MutatingAdmissionWebhook,ValidatingAdmissionWebhook,MutatingAdmissionPolicy,ValidatingAdmissionPolicy",
  ];
}

interface Answer {
  readonly status: number;
  readonly body: string;
}
type Ask = (method: "GET" | "POST", path: string, body?: object) => Promise<Answer>;

/** Node's fetch shows no certificate. */
function asking(port: number, { authority, client }: Certificates): Ask {
  const [ca, cert, key] = [authority, client.certificate, client.key].map((file) => readFileSync(file));
  const agent = new https.Agent({ ca, cert, key, keepAlive: true, maxSockets: 4 } as https.AgentOptions);
  return (method, pathname, body) =>
    new Promise((resolve, reject) => {
      const options = { host: "127.0.0.1", port, method, path: pathname, agent, timeout: 30_000 };
      const request = https.request(
        { ...options, headers: { "content-type": "application/json", accept: "application/json" } },
        (response) => {
          let text = "";
          response.setEncoding("utf8").on("data", (chunk: string) => {
            text += chunk;
          });
          response.on("end", () => resolve({ status: response.statusCode ?? 0, body: text }));
        },
      );
      request.on("error", reject).on("timeout", () => request.destroy(new Error(`no answer to ${pathname}`)));
      request.end(body && JSON.stringify(body));
    });
}

/** @throws Error when a kind is refused */
async function define(ask: Ask, { definitions }: ApiServer): Promise<void> {
  for (const definition of definitions) {
    const { status, body } = await ask("POST", definitionsPath, definition);
    if (status !== 201) throw new Error(`${definition.metadata.name} is refused: ${body}`);
  }
  // Served a moment after they are accepted.
  for (const { spec } of definitions) {
    const groupVersion = `/apis/${spec.group}/${spec.versions[0]?.name}`;
    const served = async () =>
      (await ask("GET", `${groupVersion}/namespaces/judged/${spec.names.plural}`)).status === 200;
    const within = AbortSignal.timeout(30_000);
    while (!(await served())) {
      within.throwIfAborted();
      await pause(50);
    }
  }
}

const statusSchema = z.object({ message: z.string() });

async function judge(ask: Ask, { definitions }: ApiServer, object: Judged): Promise<Verdict> {
  const named = `${object.kind} ${object.metadata.name}`;
  const apiVersion = judgedAs(object.apiVersion);
  const [group, version] = apiVersion.split("/");
  const known = definitions.find(({ spec }) => spec.group === group && spec.names.kind === object.kind);
  if (known === undefined) return { object: named, refused: `no kind ${object.kind} in ${group}` };
  const place = `/apis/${group}/${version}/namespaces/judged/${known.spec.names.plural}`;
  const { status, body } = await ask("POST", `${place}?dryRun=All&fieldValidation=Strict`, {
    ...object,
    apiVersion,
    // Where it would stand is not what is judged.
    metadata: { ...object.metadata, namespace: "judged" },
  });
  if (status === 201) return { object: named };
  const said = statusSchema.safeParse(JSON.parse(body));
  return { object: named, refused: said.data?.message ?? body };
}
