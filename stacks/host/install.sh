#!/bin/sh
# Puts the host's side of self-healing in its place, or takes it away (docs/remediation.md):
#   sudo sh stacks/host/install.sh benevoclic     the group of deployment.pm2.user, which alone may connect
#   sudo sh stacks/host/install.sh --remove
# With DESTDIR, the files go below it, and nothing is started.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
into=${DESTDIR:-}
units=$into/etc/systemd/system
programs=$into/usr/local/lib/benevoclic-remedies
[ $# -eq 1 ] || { echo "say the group that may connect, or --remove" >&2; exit 2; }

if [ "$1" = --remove ]; then
  [ -n "$into" ] || systemctl disable --now benevoclic-remedies.socket || true
  rm -f "$units/benevoclic-remedies.socket" "$units/benevoclic-remedies@.service" "$programs/remedies.sh"
  [ ! -d "$programs" ] || rmdir "$programs"
  [ -n "$into" ] || systemctl daemon-reload
  echo "The host repairs nothing any more; /etc/benevoclic-remedies.env is left where it is."
  exit 0
fi

case $1 in
  "" | -* | *[!a-z0-9_-]*) echo "\"$1\" is no group" >&2; exit 2 ;;
esac
install -D -m 0755 "$here/remedies.sh" "$programs/remedies.sh"
install -d "$units"
sed "s/^SocketGroup=.*/SocketGroup=$1/" "$here/benevoclic-remedies.socket" >"$units/benevoclic-remedies.socket"
install -m 0644 "$here/benevoclic-remedies@.service" "$units/"
chmod 0644 "$units/benevoclic-remedies.socket"
[ -z "$into" ] || exit 0
systemctl daemon-reload
systemctl enable --now benevoclic-remedies.socket
# An instance, which need not run, stands for all of them.
systemd-analyze security benevoclic-remedies@1.service 2>/dev/null | tail -n 1 || true
