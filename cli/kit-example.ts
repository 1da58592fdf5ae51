import { cpSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";

// In `npm pack` of the kit: the shop, as it imports the kit where that is a package.

const repository = path.resolve(import.meta.dirname, "..");
const example = path.join(repository, "kit/example");
const { name } = JSON.parse(readFileSync(path.join(repository, "kit/package.json"), "utf8")) as { name: string };

rmSync(example, { recursive: true, force: true });
cpSync(path.join(repository, "examples/shop"), example, {
  recursive: true,
  filter: (file) => path.basename(file) !== "generated",
});
for (const file of readdirSync(example).filter((one) => one.endsWith(".ts"))) {
  const text = readFileSync(path.join(example, file), "utf8");
  writeFileSync(path.join(example, file), text.replaceAll('"../../kit/', `"${name}/`));
}
// Its own: whoever copies it into a folder of another kind of modules has nothing to set there.
writeFileSync(
  path.join(example, "package.json"),
  `${JSON.stringify({ private: true, type: "module" }, undefined, 2)}\n`,
);
