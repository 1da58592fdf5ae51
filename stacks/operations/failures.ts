import type { Mistake } from "../../kit/model/mistakes.ts";

/** What ssh, Docker, Terraform and CDKTF say when something outside of the project is wrong, and what to do about it. */
interface Failure {
  readonly words: RegExp;
  readonly what: string;
  readonly remedy: string;
  /** Lines of what was said that the remedy needs. */
  readonly shows?: RegExp;
}

/** The more particular ones first. */
const failures: readonly Failure[] = [
  {
    words: /REMOTE HOST IDENTIFICATION HAS CHANGED/,
    what: "the host's key is not the one that ~/.ssh/known_hosts has: another machine answers, or it was reinstalled",
    remedy:
      "compare the new fingerprint with the provider's console; if it is right, `ssh-keygen -R <host>` and add it anew",
  },
  {
    words: /Host key verification failed|No .* host key is known/,
    what: "the host's key is not known here",
    remedy:
      "compare its fingerprint with the provider's console and add it: `ssh-keyscan <host> >> ~/.ssh/known_hosts`",
  },
  {
    words: /Permission denied \((publickey|password)/,
    what: "the host refuses this user's key",
    remedy:
      "add the public key to the user's ~/.ssh/authorized_keys there, and load the private one: `ssh-add -l` lists them",
  },
  {
    words: /ssh: .*(Connection refused|timed out|No route to host|Network is unreachable)/,
    what: "the host does not answer on its ssh port",
    remedy: "check deployment.engine (host, port), that sshd runs there and that the firewall lets you in",
  },
  { words: /Could not resolve hostname/, what: "the host's name does not exist", remedy: "mend deployment.engine" },
  {
    words: /docker: (command )?not found|docker.*No such file or directory|spawn docker ENOENT/,
    what: "the program docker is not there",
    remedy: "install Docker's command line beside the engine (Debian: apt-get install docker.io)",
  },
  {
    words: /permission denied while trying to connect to the (Docker daemon|docker API)/i,
    what: "this user may not speak to the Docker engine",
    remedy: "add the user to the group docker, and log in again",
  },
  {
    words:
      /Cannot connect to the Docker daemon|Error pinging Docker server|error during connect|connect to the docker API/,
    what: "no Docker engine answers",
    remedy: "start it (systemctl start docker), or mend deployment.engine",
  },
  {
    words: /Failed to (persist|save) state/,
    what: "Terraform could not write its state: the disk of this machine is full, or the file is not this user's",
    remedy:
      "mend that, then deploy again: it takes over what the state does not know, and errored.tfstate is not needed",
  },
  {
    words: /state file uses format version|created by (Terraform|OpenTofu) v?[\d.]+, which is newer/,
    what: "a newer Terraform has written the state",
    remedy: "use that version, or a newer one, on this machine",
  },
  {
    words: /Unsupported state file format|state file could not be parsed|state snapshot was .*corrupt/i,
    what: "the state cannot be read: it was cut off, or somebody has edited it",
    remedy:
      "put it back from where it is kept, or move terraform.<stack>.tfstate away: without it the deployment takes over what runs, with all data",
  },
  {
    words: /Error acquiring the state lock[\s\S]*(permission denied|operation not permitted|read-only file system)/,
    what: "this user may not write the state, which was made by another one or lies on what is read-only",
    remedy: "deploy as the user who owns terraform.<stack>.tfstate, or give that file and its lock to this one (chown)",
  },
  {
    words: /Error acquiring the state lock/,
    what: "another deployment of this environment is under way: the state is locked",
    remedy:
      "wait for its end; if nobody deploys any more, `terraform -chdir=cdktf.out/stacks/<stack> force-unlock <ID>` with the ID above",
    shows: /^[│\s]*((?:ID|Who|Created):\s*\S.*)$/gm,
  },
  {
    words: /Failed to query available provider packages|could not query provider registry|Failed to install provider/i,
    what: "the Docker provider kreuzwerker/docker 3.6.2 cannot be had",
    remedy:
      "let this machine reach Terraform's registry, or put the provider into Terraform's plugin directory: " +
      "https://developer.hashicorp.com/terraform/cli/config/config-file#implied-local-mirror-directories",
  },
  {
    words: /no space left on device/i,
    what: "the disk of the engine, or of this machine, is full",
    remedy:
      "`df -h` shows which; free some (`docker image prune`, old logs and backups), then deploy again: the same command finishes what was begun",
  },
  {
    words: /port is already allocated|address already in use/i,
    what: "a port is taken by another program",
    remedy: "`ss -ltnp` on the host names it; stop it, or give the service another port in deployment.services",
  },
  {
    words: /The container name "?[^ ]+ is already in use|Conflict\. The container name/,
    what: "a container of this name exists that Terraform does not know: its state was lost, or it was made by hand",
    remedy: "`npm run deploy -- <environment> --adopt` replaces it; volumes stay",
  },
  {
    words: /Pool overlaps with other one on this address space/,
    what: "deployment.subnet overlaps with another network of the engine",
    remedy: "`docker network ls` and `docker network inspect` show them; choose another subnet and gateway",
  },
  {
    words: /manifest unknown|pull access denied|not found: manifest|repository does not exist/i,
    what: "the registry does not have the image",
    remedy: "mend its name and tag in deployment.services, or `npm run pin -- <environment>` anew",
  },
];

/**
 * The mistake behind what a program said before it failed, or its last words where they are not known.
 * @param where what was attempted, such as `ssh://deploy@vps` or `terraform apply`
 */
export function mistakeFrom(where: string, said: string): Mistake {
  const known = failures.find(({ words }) => words.test(said));
  if (known) {
    const lines = known.shows === undefined ? [] : [...said.matchAll(known.shows)].map(([, line]) => `\n    ${line}`);
    return { where, what: known.what + lines.join(""), remedy: known.remedy };
  }
  const last = said.trim().split("\n").slice(-12).join("\n    ");
  return {
    where,
    what: `failed:\n    ${last || "(it said nothing)"}`,
    remedy: "the lines above say why; mend it and repeat",
  };
}
