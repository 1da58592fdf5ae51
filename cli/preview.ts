import path from "node:path";
import { generatedDirectory } from "../config/load.ts";
import { currentRun } from "../kit/lab/run-file.ts";
import { findChromium } from "../kit/preview/chromium.ts";
import { openChromium, takePictures } from "../kit/preview/pictures.ts";
import { readDashboards, startPreview } from "../kit/preview/server.ts";
import { UserError } from "./explain.ts";
import { addressWithLogin, withoutLogin } from "./prometheus-address.ts";
import { runDirectory } from "./run-directory.ts";

interface Asked {
  readonly prometheus: string | undefined;
  readonly environment: string | undefined;
  readonly port: number;
  readonly pictures: string | undefined;
  readonly since: string;
  readonly theme: "dark" | "light";
  readonly height: number | undefined;
}

/** The dashboards without a Grafana: served until Ctrl-C, or drawn as pictures. */
export async function preview(asked: Asked): Promise<void> {
  const run = currentRun(runDirectory);
  const prometheus = asked.prometheus ? addressWithLogin(asked.prometheus) : run?.prometheus;
  if (prometheus === undefined) {
    throw new UserError(
      "There is no Prometheus to draw from.",
      "start one in another terminal: npm start; or name one with --prometheus",
    );
  }
  // The local run's own dashboards, unless an environment is asked for: they know its host.
  const generated =
    asked.environment !== undefined || run === undefined
      ? path.join(generatedDirectory, asked.environment ?? "production")
      : path.join(runDirectory, "generated");
  const dashboards = path.join(generated, "grafana/dashboards");
  const served = await startPreview({ dashboards, prometheus, port: asked.pictures ? 0 : asked.port });

  if (asked.pictures === undefined) {
    console.log(
      `Preview of ${dashboards}\ndrawn from ${withoutLogin(prometheus)}\n\n  ${served.url}\n\nCtrl-C stops it.`,
    );
    for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => void served.stop());
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
    const pictures = readDashboards(dashboards).map(
      ({ uid }) =>
        ({
          address: `/d/${uid}?from=now-${asked.since}&to=now`,
          name: uid,
          theme: asked.theme,
          width: 1280,
          ...(asked.height && { height: asked.height }),
        }) as const,
    );
    const files = await takePictures(browser, { url: served.url, directory: asked.pictures, locale: "fr", pictures });
    await browser.close();
    console.log(files.join("\n"));
  } finally {
    await served.stop();
  }
}
