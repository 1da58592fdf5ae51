import path from "node:path";
import type { Platform } from "../../platform.ts";
import { parseYaml } from "../../yaml.ts";
import { type KubernetesObject, labelsOf, objectName, operator } from "./object.ts";

/**
 * The rules: an object each of the rule files.
 * @param files what is generated for a single host: whatever has rules among them, no file is forgotten
 */
export const ruleObjects = (platform: Platform, files: ReadonlyMap<string, string>): KubernetesObject[] =>
  [...files]
    .filter(([file]) => file.startsWith("prometheus/rules/"))
    .map(([file, text]) => ({
      apiVersion: operator.v1,
      kind: "PrometheusRule",
      metadata: { name: objectName("rules", path.basename(file, ".yml")), labels: labelsOf(platform, "rules") },
      spec: parseYaml(text),
    }));
