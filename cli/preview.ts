import path from "node:path";
import { parseArgs } from "node:util";
import { generatedDirectory } from "../config/load.ts";
import { currentRun } from "../kit/lab/run-file.ts";
import { findChromium, openChromium, takePictures } from "../kit/preview/pictures.ts";
import { readDashboards, startPreview } from "../kit/preview/server.ts";
import { orExplain, UserError } from "./explain.ts";
import { addressWithLogin, withoutLogin } from "./prometheus-address.ts";
import { runDirectory } from "./run-directory.ts";

const usage = `npm run preview -- [--prometheus http://127.0.0.1:9090] [--environment production] [--port 3002]
                   [--pictures docs/dashboards] [--since 1h] [--theme dark] [--height 900]`;

await orExplain(async () => {
  const { values } = parseArgs({
    options: {
      prometheus: { type: "string" },
      environment: { type: "string" },
      port: { type: "string", default: "3002" },
      pictures: { type: "string" },
      since: { type: "string", default: "1h" },
      theme: { type: "string", default: "dark" },
      height: { type: "string" },
      help: { type: "boolean" },
    },
  });
  if (values.help) return console.log(usage);

  const run = currentRun(runDirectory);
  const prometheus = values.prometheus ? addressWithLogin(values.prometheus) : run?.prometheus;
  if (prometheus === undefined) {
    throw new UserError(
      "There is no Prometheus to draw from.",
      "start one in another terminal: npm start; or name one with --prometheus",
    );
  }
  // The local run's own dashboards, unless an environment is asked for: they know its host.
  const generated =
    values.environment !== undefined || run === undefined
      ? path.join(generatedDirectory, values.environment ?? "production")
      : path.join(runDirectory, "generated");
  const dashboards = path.join(generated, "grafana/dashboards");
  const preview = await startPreview({ dashboards, prometheus, port: values.pictures ? 0 : Number(values.port) });

  if (values.pictures === undefined) {
    console.log(
      `Preview of ${dashboards}\ndrawn from ${withoutLogin(prometheus)}\n\n  ${preview.url}\n\nCtrl-C stops it.`,
    );
    for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => void preview.stop());
    return;
  }
  try {
    const found = findChromium();
    if ("missing" in found)
      throw new UserError(
        `Pictures need a browser: ${found.missing}`,
        "or look at the pages yourself, without --pictures",
      );
    const browser = await openChromium(found.path);
    const theme = values.theme === "light" ? "light" : "dark";
    const pictures = readDashboards(dashboards).map(
      ({ uid }) =>
        ({
          address: `/d/${uid}?from=now-${values.since}&to=now`,
          name: uid,
          theme,
          width: 1280,
          ...(values.height && { height: Number(values.height) }),
        }) as const,
    );
    const files = await takePictures(browser, { url: preview.url, directory: values.pictures, locale: "fr", pictures });
    await browser.close();
    console.log(files.join("\n"));
  } finally {
    await preview.stop();
  }
});
