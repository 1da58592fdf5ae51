import { loadConfig, localEnvironment } from "../config/load.ts";
import { currentRun } from "../kit/lab/run-file.ts";
import { type Prometheus, prometheusAt } from "../kit/model/prometheus.ts";
import { prometheusIn } from "../stacks/operations/ask.ts";
import { hostOf } from "../stacks/operations/host.ts";
import { UserError } from "./explain.ts";
import { addressWithLogin } from "./prometheus-address.ts";
import { runDirectory } from "./run-directory.ts";

/**
 * How the Prometheus of an environment is asked: at an address, that of the local run, or inside its container, over the
 * connection to its host.
 * @throws UserError when the local run is meant, and there is none
 */
export function prometheusOf(environment: string, address: string | undefined): Prometheus {
  if (address !== undefined) return prometheusAt(addressWithLogin(address));
  if (environment !== localEnvironment) {
    const config = loadConfig(environment);
    return prometheusIn(hostOf(config.deployment.engine), config);
  }
  const run = currentRun(runDirectory);
  if (run === undefined)
    throw new UserError(
      "The local system does not run, and no environment is named.",
      "start it in another terminal (npm start), or name one, such as production",
    );
  return prometheusAt(run.prometheus);
}
