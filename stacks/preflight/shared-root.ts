import { type Check, placeOf } from "./check.ts";

/**
 * How the engine itself sees `/`: it may stand in a mount namespace of its own, as under systemd's PrivateMounts or in a
 * container. Where only root may look, this user's own view.
 * https://man7.org/linux/man-pages/man5/proc_pid_mountinfo.5.html
 */
const look = `
as=
[ "$(id -u)" = 0 ] || { sudo -n true 2>/dev/null && as='sudo -n'; }
for pid in $(pidof dockerd) self; do
  mounts=$($as cat /proc/$pid/mountinfo 2>/dev/null) || continue
  echo "$mounts" | grep -E '^[0-9]+ [0-9]+ [0-9:]+ [^ ]+ / ' | grep -qE ' (shared|master):' && echo shared && exit
done
echo private`;

/** node-exporter is to see what the host mounts later, which the engine refuses where \`/\` is private. */
export const sharedRootCheck: Check = async (subject) => {
  const { host, services } = subject;
  if (!services.some(({ reads }) => reads?.some((mount) => "laterMounts" in mount && mount.laterMounts))) return {};
  if ((await host.sh(look)).trim() === "shared") return {};
  const what = "`/` is not a shared mount: the engine refuses node-exporter, which is to see what is mounted later";
  const remedy = `\`mount --make-rshared /\` on the host, at each boot; or switch node-exporter off (${placeOf(subject, "node-exporter")})`;
  return { mistakes: [{ where: host.engine, what, remedy }] };
};
