import type { Change } from "../change.ts";
import type { Container, Deployment } from "../read/deployment.ts";
import { pairs, same, without } from "./pairs.ts";

type Difference = Pick<Change, "class" | "what" | "consequence">;

/** What runs differently: containers, their images, ports, memory, rights and flags. */
export function compareDeployments(before: Deployment, after: Deployment): Change[] {
  return [...new Set([...before.keys(), ...after.keys()])].flatMap((environment) => {
    const { removed, added, kept } = pairs(before.get(environment) ?? new Map(), after.get(environment) ?? new Map());
    const change = ({ name }: Container, difference: Difference): Change => ({
      // Without the environment in its name, so that the same difference of several is told once.
      ...{ area: "deployment", subject: name.replace(`-${environment}-`, "-"), environment },
      ...difference,
    });
    return [
      ...removed.map((one) =>
        change(one, {
          class: "weakens",
          what: "container removed",
          consequence: "What it measured, judged or told is missing; the apply stops it.",
        }),
      ),
      ...added.map((one) =>
        change(one, {
          class: "harmless",
          what: `container added: ${one.reference}`,
          consequence: "The host runs one program more.",
        }),
      ),
      ...kept.flatMap((pair) => differences(pair.before, pair.after).map((found) => change(pair.after, found))),
    ];
  });
}

function differences(before: Container, after: Container): Difference[] {
  return [
    ...image(before, after),
    ...ports(before, after),
    ...memory(before, after),
    ...rights(before, after),
    ...flags(before, after),
  ];
}

const restarts = "The apply replaces the container: a gap of seconds in what it does.";

function image({ reference: was }: Container, { reference: is }: Container): Difference[] {
  return was === is
    ? []
    : [{ class: "harmless", what: `image ${was} → ${is}`, consequence: `Another version runs. ${restarts}` }];
}

/** Reachable from this machine alone. */
const isLocal = (address: string) => address.startsWith("127.") || address.startsWith("::1");

function ports(before: Container, after: Container): Difference[] {
  const texts = ({ ports: all }: Container) =>
    all.map(({ ip, internal, external = internal }) => `${ip}:${external} → ${internal}`);
  return [
    ...without(texts(after), texts(before)).map(
      (port): Difference =>
        isLocal(port)
          ? { class: "harmless", what: `publishes ${port}`, consequence: "Programs on the host reach it there." }
          : {
              class: "weakens",
              what: `publishes ${port}`,
              consequence: "It is reachable from outside this host, past nginx and its login.",
            },
    ),
    ...without(texts(before), texts(after)).map(
      (port): Difference => ({
        class: "harmless",
        what: `no longer publishes ${port}`,
        consequence: "nginx, tunnels and bookmarks that lead there find nothing.",
      }),
    ),
  ];
}

function memory({ memory: was }: Container, { memory: is }: Container): Difference[] {
  if (was === is) return [];
  const text = (limit: number | undefined) => (limit === undefined ? "unlimited" : `${limit} MB`);
  const less = (is ?? Number.POSITIVE_INFINITY) < (was ?? Number.POSITIVE_INFINITY);
  return [
    {
      class: less ? "weakens" : "harmless",
      what: `memory limit ${text(was)} → ${text(is)}`,
      consequence: less
        ? "The kernel kills it earlier, and it watches nothing meanwhile."
        : "It may take more of what the platform itself needs.",
    },
  ];
}

function rights(before: Container, after: Container): Difference[] {
  const weaker = (what: string, consequence: string): Difference => ({ class: "weakens", what, consequence });
  const stronger = (what: string): Difference => ({
    class: "harmless",
    what,
    consequence: "It may do less: what needed more fails at its start.",
  });
  const switches = (name: "read_only" | "privileged", safe: boolean, risk: string) =>
    before[name] === after[name]
      ? []
      : [after[name] === safe ? stronger(`${name} ${after[name]}`) : weaker(`${name} ${after[name]}`, risk)];
  const escaped = "Whoever breaks into it can do more on the host.";
  const mounts = ({ mounts: all }: Container) =>
    all.map(({ source, target, read_only }) => `${source || "a volume"} at ${target}${read_only ? ", read-only" : ""}`);
  return [
    ...without(after.capabilities.add, before.capabilities.add).map((one) =>
      weaker(`capability ${one} added`, escaped),
    ),
    ...without(before.capabilities.add, after.capabilities.add).map((one) => stronger(`capability ${one} taken away`)),
    ...without(before.capabilities.drop, after.capabilities.drop).map((one) =>
      weaker(`capability ${one} no longer dropped`, escaped),
    ),
    ...without(after.capabilities.drop, before.capabilities.drop).map((one) => stronger(`capability ${one} dropped`)),
    ...without(before.security_opts, after.security_opts).map((one) => weaker(`no longer ${one}`, escaped)),
    ...without(after.security_opts, before.security_opts).map((one) => stronger(one)),
    ...switches("read_only", true, "Whoever breaks into it can change its files."),
    ...switches("privileged", false, escaped),
    ...(before.user === after.user
      ? []
      : [
          isRoot(after.user) && !isRoot(before.user)
            ? weaker(`runs as root, was ${before.user}`, escaped)
            : stronger(`runs as ${after.user || "the image's user"}, was ${before.user || "the image's user"}`),
        ]),
    ...(before.network_mode === after.network_mode
      ? []
      : [
          after.network_mode === "host"
            ? weaker("uses the host's network", "All ports of the host, and all services on 127.0.0.1, are open to it.")
            : stronger(`network ${before.network_mode} → ${after.network_mode}`),
        ]),
    ...without(mounts(after), mounts(before)).map(
      (mount): Difference =>
        mount.endsWith("read-only")
          ? { class: "harmless", what: `mounts ${mount}`, consequence: "It can read what is there." }
          : weaker(`mounts ${mount}`, "It can change what is there."),
    ),
    ...without(mounts(before), mounts(after)).map((mount) => stronger(`no longer mounts ${mount}`)),
  ];
}

const isRoot = (user: string) => /^(root|0)(:|$)/.test(user);

function flags(before: Container, after: Container): Difference[] {
  // A new configuration is what the rest of the comparison is about: the writer is told of it in this variable.
  const environment = ({ env }: Container) => env.filter((one) => !one.startsWith("NEW="));
  const changed = [...without(after.command, before.command), ...without(environment(after), environment(before))];
  const gone = [...without(before.command, after.command), ...without(environment(before), environment(after))];
  if (changed.length === 0 && gone.length === 0 && same(before.command, after.command)) return [];
  const what = [
    ...(changed.length === 0 ? [] : [`with ${changed.join(" ")}`]),
    ...(gone.length === 0 ? [] : [`without ${gone.join(" ")}`]),
  ].join(", ");
  return [
    {
      class: "woken",
      what: `is started ${what || "with its flags in another order"}`,
      consequence: `It may behave differently: read its flags. ${restarts}`,
    },
  ];
}
