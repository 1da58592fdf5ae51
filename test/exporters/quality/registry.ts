import { createServer } from "node:http";
import { listenOnLoopback } from "../../../kit/lab/sinks/loopback.ts";

const versions = ["1.0.0", "1.2.0", "2.0.0"];

/**
 * A package registry with two packages, as far as `npm outdated` and `npm audit` ask one: `steady` has one version; `leaky`
 * has versions up to 2.0.0, and those before 1.2.0 have a critical and a moderate vulnerability.
 */
export async function startRegistry(): Promise<{ url: string; stop(): Promise<void> }> {
  const packument = (name: string, all: readonly string[], url: string) => ({
    name,
    "dist-tags": { latest: all.at(-1) },
    versions: Object.fromEntries(
      all.map((version) => [version, { name, version, dist: { tarball: `${url}/${name}/-/${name}-${version}.tgz` } }]),
    ),
  });
  const advisory = (id: number, severity: string) => ({
    id,
    severity,
    url: `https://github.com/advisories/GHSA-test-${id}`,
    title: "Leaks",
    vulnerable_versions: "<1.2.0",
    cwe: [],
    cvss: { score: 0, vectorString: null },
  });
  const server = createServer((request, response) => {
    const url = `http://${request.headers.host}`;
    const answers: Readonly<Record<string, unknown>> = {
      "/leaky": packument("leaky", versions, url),
      "/steady": packument("steady", ["1.0.0"], url),
      "/-/npm/v1/security/advisories/bulk": { leaky: [advisory(1, "critical"), advisory(2, "moderate")] },
    };
    const answer = answers[request.url ?? ""];
    request.resume();
    response.writeHead(answer === undefined ? 404 : 200, { "content-type": "application/json" });
    response.end(JSON.stringify(answer ?? { error: "not found" }));
  });
  const { port, stop } = await listenOnLoopback(server, 0);
  return { url: `http://127.0.0.1:${port}`, stop };
}
