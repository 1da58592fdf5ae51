import { connect } from "node:net";
import { z } from "zod";
import { Declined, type Power } from "./power.ts";

/** ms: deleting gigabytes takes its time; a question little, but that of a host at its limit. */
const within = { acting: 110_000, asking: 10_000 };
/** Bytes of an answer. */
const longest = 4_096;

/** How the list says that it has done nothing. */
const declined = "refused: ";

const releasesSchema = z.record(z.string(), z.number());

/**
 * What the host does by itself, from a fixed list (stacks/host/remedies.sh): it is told a name and nothing else, and answers
 * `ok`, or why not.
 */
export function hostPower(socket: string): Power {
  const ask = (name: string, patience: number): Promise<string> =>
    new Promise((resolve, reject) => {
      let said = "";
      let told = false;
      const connection = connect(socket, () => {
        told = true;
        connection.end(`${name}\n`);
      });
      connection.setEncoding("utf8");
      // For all of it: an answer that drips would go on for an hour.
      const late = setTimeout(() => connection.destroy(new Error("the host does not answer in time")), patience);
      connection.on("data", (text: string) => {
        said += text;
        if (said.length > longest) connection.destroy(new Error("the host says too much"));
      });
      connection.once("error", (error) => reject(told ? error : new Declined(error.message)));
      connection.once("close", () => {
        clearTimeout(late);
        resolve(said.trim());
      });
    });
  return {
    act: async (action, target) => {
      const name = target === "machine" ? action : `${action}-${target}`;
      const said = await ask(name, within.acting);
      if (said.startsWith(declined)) throw new Declined(said.slice(declined.length, 200));
      if (said !== "ok") throw new Error(said.slice(0, 200) || "the host said nothing");
    },
    deployedAt: async (target) => {
      const at = releasesSchema.parse(JSON.parse(await ask("releases", within.asking)))[target];
      return at === undefined ? undefined : new Date(at * 1000);
    },
  };
}
