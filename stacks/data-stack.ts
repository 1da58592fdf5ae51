import { Volume } from "@cdktf/provider-docker/lib/volume/index.js";
import { TerraformStack } from "cdktf";
import type { Construct } from "constructs";
import type { Config } from "../config/load.ts";
import { connect } from "./engine.ts";
import { dataStack, nameIn } from "./names.ts";
import { servicesOf, volumesOf } from "./service.ts";

/**
 * What must survive everything: `data-<environment>`, the volumes of all services, also of those that are switched off,
 * because a volume that is no longer declared is no longer protected. They have no labels and no driver options on
 * purpose: a change of either replaces the volume and loses the data.
 */
export class DataStack extends TerraformStack {
  constructor(scope: Construct, config: Config) {
    super(scope, dataStack(config));
    connect(this, config);
    for (const volume of servicesOf(config).flatMap(volumesOf)) {
      new Volume(this, volume, { name: nameIn(config.environment, volume), lifecycle: { preventDestroy: true } });
    }
  }
}
