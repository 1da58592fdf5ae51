import { spawnSync } from "node:child_process";
import { existsSync, readdirSync } from "node:fs";
import { homedir } from "node:os";
import path from "node:path";
import { terraformMistakes } from "../../stacks/operations/terraform.ts";
import { whyNoEngine } from "./engine.ts";
import { packages } from "./images.ts";
import { newest, unpacked } from "./packages.ts";

/** Where Terraform finds a provider without a registry: https://developer.hashicorp.com/terraform/cli/config/config-file */
const plugins = path.join(homedir(), ".terraform.d/plugins");

/** A provider lies below the name of the registry that it would come from, whichever that is. */
function hasProvider(): boolean {
  if (!existsSync(plugins)) return false;
  return readdirSync(plugins).some((registry) =>
    existsSync(path.join(plugins, registry, "kreuzwerker/docker/3.6.2/linux_amd64")),
  );
}

/** Why the parts of the story that take minutes more are not run; undefined when they are. */
export const whyNotAll =
  process.env.DEPLOYMENT_TESTS === "yes"
    ? undefined
    : "minutes more, on request: DEPLOYMENT_TESTS=yes npx vitest run test/deployment";

/** Why no deployment can be tested here; undefined when one can. */
export async function whyNoDeployment(): Promise<string | undefined> {
  const engine = whyNoEngine();
  if (engine !== undefined) return engine;
  const [terraform] = await terraformMistakes(false);
  if (terraform !== undefined) return `${terraform.where} ${terraform.what}`;
  if (spawnSync("npx", ["--no-install", "cdktf", "--version"]).status !== 0)
    return "cdktf-cli is not installed: npm ci without --omit=optional";
  // The test machine has no way to the internet.
  if (!hasProvider()) return `the Docker provider 3.6.2 is not in Terraform's plugin directory ${plugins}`;
  try {
    for (const name of packages) await unpacked(newest, name);
  } catch (error) {
    return `Debian's packages ${packages.join(" and ")} cannot be had: ${error instanceof Error ? error.message : error}`;
  }
  return undefined;
}
