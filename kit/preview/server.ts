import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { build } from "esbuild";
import { z } from "zod";
import { type HttpRequest, startHttpServer } from "../lab/sinks/http-server.ts";
import { fetchAs } from "../model/login.ts";

/** The preview, as it runs. */
export interface Preview {
  readonly url: string;
  stop(): Promise<void>;
}

export interface PreviewOptions {
  /** The generated dashboards, `<uid>.json`; read at every request, so that a new generation shows at once. */
  readonly dashboards: string;
  /** Prometheus' address, such as `http://127.0.0.1:9090`. */
  readonly prometheus: string;
  /** 0 for any free one. */
  readonly port: number;
}

const page = path.join(import.meta.dirname, "page");

/** The page trusts what passes here: enough to name a file that is no dashboard of ours. */
const dashboardSchema = z.looseObject({
  uid: z.string(),
  title: z.string(),
  panels: z.array(z.looseObject({ id: z.int(), type: z.string(), gridPos: z.looseObject({ y: z.int() }) })),
  templating: z.looseObject({ list: z.array(z.looseObject({ name: z.string() })) }),
});

/** What the page may ask of Prometheus: reading alone. */
const readable = /^\/prometheus\/(query|query_range|label\/\w+\/values)$/;

/** Nothing comes from elsewhere, and nothing goes there. The page's styles are set by its script. */
const policy = "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src data:";

/**
 * Serves the generated dashboards as pages on 127.0.0.1, drawn in the browser from a running Prometheus.
 * @throws Error when the port is taken
 */
export async function startPreview({ dashboards, prometheus, port }: PreviewOptions): Promise<Preview> {
  const bundled = await bundle();
  async function answer({ method, path: pathname, query }: HttpRequest): Promise<Answer> {
    if (method !== "GET") return { status: 405, type: "text/plain", body: "This page only reads." };
    const file = bundled.get(pathname);
    if (file !== undefined) return { status: 200, ...file };
    if (pathname === "/dashboards.json") {
      // Whoever looks over a shoulder needs no login.
      const shown = prometheus.replace(/\/\/[^@/]*@/, "//");
      const body = JSON.stringify({ prometheus: shown, dashboards: readDashboards(dashboards) });
      return { status: 200, type: "application/json", body };
    }
    const [, asked] = readable.exec(pathname) ?? [];
    if (asked !== undefined) {
      const answered = await fetchAs(`${prometheus}/api/v1/${asked}?${query}`, { signal: AbortSignal.timeout(30_000) });
      return { status: answered.status, type: "application/json", body: await answered.text() };
    }
    if (pathname === "/" || pathname.startsWith("/d/")) return { status: 200, type: "text/html", body: html() };
    return { status: 404, type: "text/plain", body: "There is no such page." };
  }

  const { port: chosen, stop } = await startHttpServer(
    (request) =>
      answer(request).then(
        ({ status, type, body }) => ({
          status,
          text: body,
          headers: { "Content-Type": type, "Content-Security-Policy": policy, "Cache-Control": "no-store" },
        }),
        (error) => ({ status: 502, json: { status: "error", error: `Prometheus does not answer: ${error}` } }),
      ),
    // It only reads.
    { port, maxBodyBytes: 0 },
  );
  return { url: `http://127.0.0.1:${chosen}`, stop };
}

interface Answer {
  readonly status: number;
  readonly type: string;
  readonly body: string;
}

const html = () => readFileSync(path.join(page, "page.html"), "utf8");

/** The page's program and style, each in one file. */
async function bundle(): Promise<Map<string, { type: string; body: string }>> {
  const { outputFiles } = await build({
    entryPoints: { page: path.join(page, "main.ts"), style: path.join(page, "style.css") },
    bundle: true,
    write: false,
    format: "esm",
    target: "es2022",
    outdir: "/",
    logLevel: "silent",
  });
  const types: Readonly<Record<string, string>> = { ".js": "text/javascript", ".css": "text/css" };
  return new Map(
    outputFiles.map((file) => {
      const type = types[path.extname(file.path)] ?? "text/plain";
      return [`/${path.basename(file.path)}`, { type, body: file.text }];
    }),
  );
}

/** The dashboards in the order of the overview first, then by title. @throws ZodError naming what is wrong */
export function readDashboards(directory: string): z.infer<typeof dashboardSchema>[] {
  return readdirSync(directory)
    .filter((file) => file.endsWith(".json"))
    .map((file) => dashboardSchema.parse(JSON.parse(readFileSync(path.join(directory, file), "utf8"))))
    .sort((one, other) => rank(one.uid) - rank(other.uid) || one.title.localeCompare(other.title, "fr"));
}

const rank = (uid: string) => (uid.endsWith("-overview") ? 0 : 1);
