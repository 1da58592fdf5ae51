import { createServer } from "node:http";
import { type Listening, listenOnLoopback } from "../../../kit/lab/sinks/loopback.ts";

/**
 * Answers every query with one series, but those that contain one of the words with none.
 * @param watchedSince in seconds since 1970: nothing is known of what was before
 */
export async function startFakePrometheus(
  silent: readonly string[] = [],
  watchedSince = 0,
): Promise<Listening & { readonly url: string }> {
  const server = createServer((request, response) => {
    const { pathname, searchParams } = new URL(request.url ?? "/", "http://127.0.0.1");
    const query = searchParams.get("query") ?? "";
    const metric = { component: "api", alertname: "ApiDown", severity: "critical", path: "/support", mountpoint: "/" };
    const answered = () => {
      if (pathname.includes("/label/")) return ["vps-local"];
      if (silent.some((word) => query.includes(word))) return { result: [] };
      if (pathname.endsWith("/query")) return { result: [{ metric, value: [Date.now() / 1000, "0.5"] }] };
      const [from, to, step] = ["start", "end", "step"].map((name) => Number(searchParams.get(name)));
      const points = Array.from({ length: Math.floor(((to ?? 0) - (from ?? 0)) / (step || 15)) + 1 }, (_, index) => [
        (from ?? 0) + index * (step ?? 15),
        index % 10 < 8 ? "1" : "0",
      ]);
      return { result: [{ metric, values: points.filter(([time = 0]) => Number(time) >= watchedSince) }] };
    };
    response.setHeader("Content-Type", "application/json");
    response.end(JSON.stringify({ status: "success", data: answered() }));
  });
  const listening = await listenOnLoopback(server, 0);
  return { ...listening, url: `http://127.0.0.1:${listening.port}` };
}
