import { type Check, placeOf } from "./check.ts";

/**
 * Whether a user may look for the socket and write to it, as numbers of `stat` say it: the kernel asks for no more.
 * https://man7.org/linux/man-pages/man7/unix.7.html (pathname socket ownership and permissions)
 */
const look = `
as=
[ "$(id -u)" = 0 ] || { sudo -n true 2>/dev/null && as='sudo -n'; }
$as test -d "$1" || { echo absent; exit; }
$as test -S "$1/rpc.sock" || { echo silent; exit; }
may() {
  $as stat -L -c '%u %g %a' "$1" | {
    read -r uid gid mode
    if [ "$uid" = "$3" ]; then bits=$((0$mode >> 6)); elif [ "$gid" = "$4" ]; then bits=$((0$mode >> 3)); else bits=$((0$mode)); fi
    [ $((bits & $2)) = "$2" ]
  }
}
may "$1" 1 "$2" "$3" && may "$1/rpc.sock" 2 "$2" "$3" || { echo closed; exit; }
if sudo -n true 2>/dev/null; then known=$(sudo -n -iu "#$2" printenv PM2_DAEMON_RPC_PORT 2>/dev/null)
else known=$(env -i sh -lc 'printenv PM2_DAEMON_RPC_PORT' 2>/dev/null); fi
[ "$known" = "$1/rpc.sock" ] || echo unknown`;

/** The exporter finds PM2's socket, and may speak to it, and so do the commands of next steps: docs/pm2-exporter.md. */
export const pm2Check: Check = async (subject) => {
  const { config, host, services } = subject;
  if (!services.some(({ name }) => name === "pm2-exporter")) return {};
  const { sockets, user } = config.deployment.pm2;
  const said = (await host.sh(look, sockets, ...user.split(":"))).trim();
  const where = config.at(["deployment", "pm2"]);
  const guide = "docs/pm2-exporter.md says how";
  if (said === "absent") {
    const remedy = `move PM2's sockets there (${guide}), or switch pm2-exporter off (${placeOf(subject, "pm2-exporter")})`;
    return { mistakes: [{ where, what: `deployment.pm2.sockets: the host has no directory ${sockets}`, remedy }] };
  }
  if (said === "silent") {
    const what = `deployment.pm2.sockets: PM2 has no socket in ${sockets}`;
    return {
      notices: [{ where, what, remedy: `start it with its sockets there (${guide}); until then its alerts fire` }],
    };
  }
  if (said === "closed") {
    const what = `deployment.pm2.user: ${user} may not write to ${sockets}/rpc.sock`;
    return { mistakes: [{ where, what, remedy: `name PM2's own user, or the group of its sockets (${guide})` }] };
  }
  if (said === "unknown") {
    const what = `deployment.pm2.sockets: a login on the host does not know ${sockets}/rpc.sock, so that the next steps' pm2 commands start a second PM2`;
    return {
      notices: [
        {
          where,
          what,
          remedy: `write /etc/profile.d/pm2-sockets.sh (${guide}), and see: sudo -iu '#${user.split(":")[0]}' env`,
        },
      ],
    };
  }
  return {};
};
