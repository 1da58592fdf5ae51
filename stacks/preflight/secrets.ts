import type { Config } from "../../config/load.ts";
import { isGuarded } from "../../kit/model/login.ts";
import type { Mistake } from "../../kit/model/mistakes.ts";
import type { Secret } from "../../kit/model/secret.ts";
import { nginxLogins } from "../nginx-logins.ts";
import type { Host } from "../operations/host.ts";
import { type Service, secretsDirectory, uidOf } from "../service.ts";
import type { Check } from "./check.ts";

export interface SecretFile {
  /** Whose directory it stands in; the host's nginx has one as well. */
  readonly service: string;
  readonly secret: Secret;
  readonly uid: number;
  readonly path: string;
}

/** What stands where a secret should: never its value. */
export interface SecretState extends SecretFile {
  readonly owner?: number;
  /** In octal, `400`. */
  readonly mode?: string;
  readonly wellFormed?: boolean;
  readonly why?: keyof typeof odd;
}

/** What stands there and is not what a service could read, by the word of the script below. */
const odd = {
  missing: undefined,
  unreadable: { what: "cannot be looked at by this user", remedy: "use a user who may `sudo -n`, or root" },
  "no-file": {
    what: "is no file, but perhaps a directory that Docker has made where it found none",
    remedy: "remove it (`rmdir` a directory), and write the file",
  },
  leads: {
    what: "is a symbolic link to a place that its service's container does not have",
    remedy: "put the file itself there",
  },
  wrapped: {
    what: "has something around its value: Windows line ends, spaces behind it, quotes or a byte order mark",
    remedy: "write it anew with the bare value in plain text: editors and `sed -i 's/\\r$//'` can",
  },
} as const satisfies Readonly<Record<string, Pick<Mistake, "what" | "remedy"> | undefined>>;
const isOdd = (said: string): said is keyof typeof odd => said in odd;
/** As an extended regular expression of grep, for a line. No form of ours has such lines. */
const wrapping = `^\ufeff|[[:space:]]$|^".*"$|^'.*'$`;

/** Every secret that these services need, and nginx in front of them. */
export function secretFiles({ deployment }: Config, services: readonly Service[]): SecretFile[] {
  const file = (service: string, uid: number, secret: Secret): SecretFile => ({
    ...{ service, secret, uid },
    path: `${deployment.secrets}/${service}/${secret.name}`,
  });
  const behindNginx = deployment.access ? services.map(({ name }) => name).filter(isGuarded) : [];
  const files = [
    ...services.flatMap((service) =>
      (service.secrets?.files ?? []).map((secret) => file(secretsDirectory(service), uidOf(service), secret)),
    ),
    ...behindNginx.map((name) => file("nginx", 0, nginxLogins[name])),
  ];
  // Several services may share a directory.
  return [...new Map(files.map((one) => [one.path, one])).values()];
}

/**
 * Looks with root's eyes where this user may not, and answers with owner, mode and whether the form is right. The value
 * stays in grep: neither the command line nor what is printed holds it. A form has as many lines as the value, each of
 * which must match one of them. A file is missing when the nearest directory that is there may be searched: what is in
 * a directory that may not is not known. What is no file is not opened: a pipe would never end.
 */
const look = `
as= wrapping=$1
shift
[ "$(id -u)" = 0 ] || { sudo -n true 2>/dev/null && as='sudo -n'; }
while [ $# -gt 0 ]; do
  file=$1 form=$2 links=$3
  shift 3
  if case "$links$($as readlink "$file")" in inside/* | inside../* | inside*/../*) true ;; *) false ;; esac; then echo leads
  elif ! $as test -e "$file"; then
    there=$(dirname "$file")
    until $as test -e "$there"; do there=$(dirname "$there"); done
    if $as test -x "$there"; then echo missing; else echo unreadable; fi
  elif ! $as test -f "$file"; then echo no-file
  elif ! $as test -r "$file"; then echo unreadable
  elif $as grep -Eq -- "$wrapping" "$file"; then echo wrapped
  else
    right=false
    lines=$(printf '%s\n' "$form" | grep -c '')
    [ "$($as grep -c '' "$file")" = "$lines" ] && [ "$($as grep -Ec -- "$form" "$file")" = "$lines" ] && right=true
    echo "$($as stat -L -c '%u %a' "$file") $right"
  fi
done`;

export async function secretStates(host: Host, files: readonly SecretFile[]): Promise<SecretState[]> {
  if (files.length === 0) return [];
  // The host's own nginx follows a link wherever it leads.
  const asked = files.flatMap(({ path, secret, service }) => [
    path,
    secret.form,
    service === "nginx" ? "anywhere" : "inside",
  ]);
  const lines = (await host.sh(look, wrapping, ...asked)).split("\n");
  return files.map((file, index) => {
    const said = lines[index] ?? "";
    if (isOdd(said)) return { ...file, why: said };
    const [owner, mode = "", right] = said.split(" ");
    return { ...file, owner: Number(owner), mode, wellFormed: right === "true" };
  });
}

/** What is wrong with a secret; undefined when nothing is. */
export function secretMistake(state: SecretState): Mistake | undefined {
  const { secret, path: where, uid, owner, mode, wellFormed, why } = state;
  const { what, looksLike, made } = secret;
  if (why === "missing")
    return {
      where,
      what: "is missing",
      remedy: made
        ? "`npm run secrets -- <environment> --init` makes it"
        : `write ${what} into it, then \`${owned(state)}\``,
    };
  const found = why && odd[why];
  if (found) return { where, ...found };
  if (owner !== uid || mode !== "400") {
    return {
      where,
      what: `belongs to user ${owner} with mode ${mode}; needed: user ${uid}, mode 400`,
      remedy: `\`${owned(state)}\``,
    };
  }
  if (!wellFormed)
    return {
      where,
      what: `does not look like ${looksLike}`,
      remedy: `write ${what} into it, whole and with nothing else`,
    };
  return undefined;
}

const owned = ({ uid, path }: SecretFile) => `chown ${uid} ${path} && chmod 400 ${path}`;

/** Every secret is there, for its service alone, and looks like one. */
export const secretCheck: Check = async ({ config, host, services }) => {
  const states = await secretStates(host, secretFiles(config, services));
  return { mistakes: states.flatMap((state) => secretMistake(state) ?? []) };
};
