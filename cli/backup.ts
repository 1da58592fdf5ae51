import { backup } from "../stacks/operations/backup.ts";
import { sealings } from "../stacks/operations/sealing.ts";
import { environmentCommand } from "./environment-command.ts";

/** `npm run backup -- production [--to directory] [--age recipient | --gpg recipient] [--json]` */
await environmentCommand({ to: "string", age: "string", gpg: "string" }, async ({ config, json, values }) => {
  const directory =
    values.to ?? `backups/${config.environment}-${new Date().toISOString().slice(0, 19).replaceAll(":", "")}`;
  const { age, gpg } = values;
  const sealing = age !== undefined ? sealings.age(age) : gpg !== undefined ? sealings.gpg(gpg) : undefined;
  const manifest = await backup(config, directory, sealing);
  if (json) return console.log(JSON.stringify({ directory, ...manifest }, undefined, 2));
  for (const [file, bytes] of Object.entries(manifest.files))
    console.log(`${directory}/${file}  ${(bytes / 1e6).toFixed(1)} MB`);
});
