import type { Config } from "../config/load.ts";
import { placesOf } from "../stacks/hosts.ts";
import { alone } from "../stacks/operations/alone.ts";
import { isRotatable, rotatable, rotated } from "../stacks/operations/rotate.ts";
import { copyMissing, createMissing, secretsOf } from "../stacks/operations/secrets.ts";
import { secretMistake } from "../stacks/preflight/secrets.ts";
import { UserError } from "./explain.ts";
import { onOneEngine } from "./one-engine.ts";

/** `npm run secrets -- production [--init] [--rotate grafana-admin] [--json]`: exit code 1 when one is not as it must be. */
export async function secrets(
  config: Config,
  { json, init, rotate }: { readonly json: boolean; readonly init: boolean; readonly rotate?: string | undefined },
): Promise<void> {
  const say = json ? console.error : console.log;
  const [first, ...others] = placesOf(config);
  if (rotate !== undefined) {
    onOneEngine(config);
    if (!isRotatable(rotate)) {
      throw new UserError(
        `${rotate} cannot be rotated here: ${rotatable.join(", ")} can`,
        "write the new value into its file: Alertmanager reads it at the next message",
      );
    }
    const files = await alone(config, () => rotated(config, rotate));
    say(`${rotate} has a new value; it stands in\n${files.map(({ path }) => `  ${path}`).join("\n")}`);
    if (files.some(({ service }) => service === "nginx")) say("nginx reads it when it is told: systemctl reload nginx");
  }
  if (init) for (const { path } of await createMissing(first)) say(`made ${path}`);
  if (init)
    for (const other of others)
      for (const { path } of await copyMissing(first, other)) say(`copied ${path} to ${other.watchHost?.name}`);

  const states = await Promise.all(
    [first, ...others].map(async (place) =>
      (await secretsOf(place)).map((state) => ({ ...(place.watchHost && { host: place.watchHost.name }), ...state })),
    ),
  );
  const rows = states.flat().map((state) => ({ state, mistake: secretMistake(state) }));
  if (json) {
    console.log(
      JSON.stringify(
        rows.map(({ state, mistake }) => ({
          ...{ name: state.secret.name, ...state },
          ...(mistake && { mistake }),
        })),
        undefined,
        2,
      ),
    );
  } else {
    for (const { state, mistake } of rows) {
      const at = state.host === undefined ? "" : `${state.host}  `;
      console.log(`${mistake === undefined ? "ok   " : "WRONG"}  ${at}${state.path}  ${state.secret.what}`);
      if (mistake !== undefined) console.log(`         ${mistake.what}\n         → ${mistake.remedy}`);
    }
  }
  if (rows.some(({ mistake }) => mistake !== undefined)) process.exitCode = 1;
}
