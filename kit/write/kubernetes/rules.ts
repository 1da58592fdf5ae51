import type { Environment } from "../../model/environment.ts";
import { healingsOf } from "../../model/healing.ts";
import { remedyGroup, remedyRules } from "../remedy-rules.ts";
import { type WrittenGroup, writtenGroups } from "../rules.ts";
import { tellingGroup, tellingRules } from "../telling-rules.ts";
import { type KubernetesObject, labelsOf, objectName, operator } from "./object.ts";

/** The rules: an object a domain, with what stands in its rule file. */
export function ruleObjects(environment: Environment): KubernetesObject[] {
  const rule = (domain: string, groups: readonly WrittenGroup[]): KubernetesObject => ({
    apiVersion: operator.v1,
    kind: "PrometheusRule",
    metadata: { name: objectName("rules", domain), labels: labelsOf(environment.platform, "rules") },
    spec: { groups },
  });
  return [
    ...environment.domains.map((domain) => rule(domain, writtenGroups(environment, domain))),
    rule(tellingGroup, tellingRules(environment)),
    ...(healingsOf(environment).length > 0 ? [rule(remedyGroup, remedyRules(environment))] : []),
  ];
}
