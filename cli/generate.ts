import { writeFileSync } from "node:fs";
import path from "node:path";
import { committedEnvironments, deployedEnvironments, generatedDirectory, loadConfig } from "../config/load.ts";
import { shopInCluster } from "../examples/shop-cluster/platform.ts";
import { shopReplicated } from "../examples/shop-replicated/platform.ts";
import { environmentOf } from "../kit/environment.ts";
import { checksDocument } from "../kit/judge/every.ts";
import { filesOf } from "../kit/write/files.ts";
import { writeTree } from "../kit/write/tree.ts";
import { benevoclic } from "../platform.ts";

/** Writes what the declarations of each committed environment say. */
export function generate(): void {
  // All environments are checked before the first file is written: a mistake leaves the output as it was.
  const trees = [
    ...committedEnvironments.map((name) => ({ name, files: filesOf(environmentOf(benevoclic, loadConfig(name))) })),
    ...Object.entries({ cluster: shopInCluster, replicated: shopReplicated }).map(([name, platform]) => ({
      name: `shop-${name}`,
      files: filesOf(environmentOf(platform, platform.environments.load(name))),
    })),
  ];
  for (const { name, files } of trees) {
    const { missing, changed, surplus } = writeTree(files, path.join(generatedDirectory, name));
    const differences = missing.length + changed.length + surplus.length;
    const summary =
      differences === 0 ? "unchanged" : `${missing.length} new, ${changed.length} changed, ${surplus.length} removed`;
    console.log(`generated/${name}  ${files.size} files, ${summary}`);
  }
  for (const name of deployedEnvironments.filter((one) => !committedEnvironments.includes(one)))
    console.log(
      `generated/${name}  is not kept: urls.runbooks of config/${name}.yaml names the runbooks of another one`,
    );
  writeFileSync(path.join(generatedDirectory, "../docs/checks.md"), checksDocument());
}

// Alone as well, where only generated/ is wanted: `tsx cli/generate.ts`.
if (import.meta.filename === process.argv[1]) generate();
