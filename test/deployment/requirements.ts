import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { homedir } from "node:os";
import path from "node:path";
import { terraformMistakes } from "../../stacks/operations/terraform.ts";
import { whyNoEngine } from "./engine.ts";

/** Where Terraform finds a provider without a registry: https://developer.hashicorp.com/terraform/cli/config/config-file */
const pluginDirectory = path.join(
  homedir(),
  ".terraform.d/plugins/registry.terraform.io/kreuzwerker/docker/3.6.2/linux_amd64",
);

/** Why no deployment can be tested here; undefined when one can. */
export async function whyNoDeployment(): Promise<string | undefined> {
  const engine = whyNoEngine();
  if (engine !== undefined) return engine;
  const [terraform] = await terraformMistakes(false);
  if (terraform !== undefined) return `${terraform.where} ${terraform.what}`;
  if (spawnSync("npx", ["--no-install", "cdktf", "--version"]).status !== 0)
    return "cdktf-cli is not installed: npm ci without --omit=optional";
  // The test machine has no way to the internet.
  if (!existsSync(pluginDirectory))
    return `the Docker provider 3.6.2 is not in Terraform's plugin directory ${pluginDirectory}`;
  return undefined;
}
