import { isRotatable, rotatable, rotated } from "../stacks/operations/rotate.ts";
import { createMissing, secretsOf } from "../stacks/operations/secrets.ts";
import { secretMistake } from "../stacks/preflight/secrets.ts";
import { secretOf } from "../stacks/secrets.ts";
import { environmentCommand } from "./environment-command.ts";
import { UserError } from "./explain.ts";

/** `npm run secrets -- production [--init] [--rotate grafana-admin] [--json]`: exit code 1 when one is not as it must be. */
await environmentCommand({ init: "boolean", rotate: "string" }, async ({ config, json, switches, values }) => {
  const say = json ? console.error : console.log;
  if (values.rotate !== undefined) {
    if (!isRotatable(values.rotate)) {
      throw new UserError(
        `${values.rotate} cannot be rotated here: ${rotatable.join(", ")} can`,
        "write the new value into its file: Alertmanager reads it at the next message",
      );
    }
    const files = await rotated(config, values.rotate);
    say(`${values.rotate} has a new value; it stands in\n${files.map(({ path }) => `  ${path}`).join("\n")}`);
    if (files.some(({ service }) => service === "nginx")) say("nginx reads it when it is told: systemctl reload nginx");
  }
  if (switches.init) for (const { path } of await createMissing(config)) say(`made ${path}`);

  const states = await secretsOf(config);
  const rows = states.map((state) => ({ state, mistake: secretMistake(state) }));
  if (json) {
    console.log(
      JSON.stringify(
        rows.map(({ state, mistake }) => ({ ...state, ...(mistake && { mistake }) })),
        undefined,
        2,
      ),
    );
  } else {
    for (const { state, mistake } of rows) {
      console.log(`${mistake === undefined ? "ok   " : "WRONG"}  ${state.path}  ${secretOf(state.name).what}`);
      if (mistake !== undefined) console.log(`         ${mistake.what}\n         → ${mistake.remedy}`);
    }
  }
  if (rows.some(({ mistake }) => mistake !== undefined)) process.exitCode = 1;
});
