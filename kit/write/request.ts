import { loginName } from "../model/login.ts";
import { addressOf, type Container, ownAddress } from "../model/service.ts";

/** A service that can be asked. */
type Service = Pick<Container, "listens" | "secrets" | "password"> & { readonly name: string };

/** How a service is asked by the tools of its own image. */
interface Asking {
  readonly path: string;
  readonly method?: "GET" | "POST";
  readonly seconds: number;
}

/**
 * On the connection that nc has made: asks, and prints the answer to descriptor 3. The password goes through pipes only: every
 * process of the host can read a command line, and wget takes it from nowhere else.
 */
const speak =
  `printf "%s %s HTTP/1.0\\r\\nContent-Length: 0\\r\\nAuthorization: Basic %s\\r\\n\\r\\n" "$0" "$1" ` +
  `"$(printf "${loginName}:%s" "$(cat "$2")" | base64 | tr -d "\\n")"; exec cat >&3`;

/** Where a service finds what opens itself; undefined where it asks nobody. */
export const ownPassword = ({ password, secrets }: Service): string | undefined =>
  password && secrets ? `${secrets.at}/${password.name}` : undefined;

/** A shell command that prints the whole answer of a service that asks for its password, head and body. */
export function rawRequest(address: string, password: string, { path, method = "GET", seconds }: Asking): string {
  const [host, port] = address.split(":");
  return `timeout ${seconds} nc ${host} ${port} -e sh -c '${speak}' ${method} '${path.replaceAll("'", "%27")}' ${password} 3>&1`;
}

/**
 * A shell command that ends with 0 when a service answers 200; with {@link unknownPassword} when it does not know the
 * password; with 126, 127 or 139 when the image has not the tools. wget where nobody is asked for a password: not its own -T, on
 * which some builds of busybox crash (1.35 in Debian 12).
 */
function requestCommand(address: string, password: string | undefined, asking: Asking): string {
  const { path, method = "GET", seconds } = asking;
  if (password === undefined)
    return `timeout ${seconds} wget -q -O /dev/null${method === "POST" ? " --post-data=" : ""} http://${address}${path}`;
  return (
    `answer=$(${rawRequest(address, password, asking)}) || exit $?; ` +
    `case "$answer" in "HTTP/1."?" 200"*) ;; ` +
    `"HTTP/1."?" 401"*) exit ${unknownPassword} ;; ` +
    `*) printf "%s\\n" "$answer" | tail -n 1; exit 1 ;; esac`
  );
}

/** An exit code that neither nc, wget nor the shell has. */
const unknownPassword = 77;

/** A shell command that prints what a service answers in its own container; the head of the answer may stand before it. */
export function printedBy(service: Service, asking: Asking): string {
  const [address, password] = [ownAddress(service), ownPassword(service)];
  if (password !== undefined) return rawRequest(address, password, asking);
  return `timeout ${asking.seconds} wget -q -O - http://${address}${asking.path}`;
}

/** Asks a service from its own container. */
export const requestInside = (service: Service, asking: Asking): string =>
  requestCommand(ownAddress(service), ownPassword(service), asking);

/** Asks a service from its config writer, which has its password in a file of its own. */
export const requestBeside = (service: Service, asking: Asking): string =>
  requestCommand(addressOf(service), ownPassword(service) && writerPassword, asking);

/** Where a config writer finds it. */
export const writerPassword = "/password";

/** What an image must bring so that its service can be asked; as shell commands that fail without it. */
export const toolsToAsk = (service: Service): readonly string[] =>
  ownPassword(service) === undefined ? ["wget", "timeout"] : ["nc", "base64", "tr", "timeout"];
