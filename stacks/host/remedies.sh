#!/bin/sh
# What the host does for the remediation, from a fixed list. systemd starts it for each connection, with the connection as its
# input and output: one line comes in, a name; `ok`, or why not, goes out. Nothing of the name is ever run or expanded.
set -u
PATH=${PROGRAMS:+$PROGRAMS:}/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin

releases=${RELEASES:-/srv}
keep=${KEEP_RELEASES:-3}
journal=${JOURNAL_SIZE:-500M}
log_bytes=${LOG_BYTES:-104857600}
pm2=${PM2:-pm2}
pm2_logs=${PM2_LOGS:-/home/benevoclic/logs}
environment=${MONITORING_ENVIRONMENT:-production}
database=${MONGODB_CONTAINER:-mongodb}

refuse() { echo "refused: $1"; exit 0; }
fail() { echo "failed: $1"; exit 0; }

# Each with a bound: it never takes more than it is told to leave.
free_disk() {
  journalctl --quiet --vacuum-size="$journal" >/dev/null 2>&1
  find "$pm2_logs" -xdev -type f -name '*.log' -size "+${log_bytes}c" -exec truncate -s 0 {} + 2>/dev/null
  # Only images that no container uses, and that are older than a week.
  docker image prune --all --force --filter until=168h >/dev/null 2>&1
  for app in "$releases"/*; do
    # Where nobody can say which one is in use, all are kept.
    find_current "$app" || continue
    for old in "$app"/releases/*/; do
      old=${old%/}
      is_release "$old" && [ "$(readlink -f "$old")" != "$current" ] && [ "$(newer_than "$old")" -ge "$keep" ] || continue
      rm -rf -- "$old"
    done
  done
}

# Names are never read as lines: one may hold an end of line, and what follows it would be a path of its own.
is_release() { [ -d "$1" ] && [ ! -L "$1" ]; }

newer_than() {
  count=0
  for other in "$(dirname "$1")"/*/; do
    is_release "${other%/}" && [ "$other" -nt "$1" ] && count=$((count + 1))
  done
  echo "$count"
}

# `current` is a link to one of the directories in `releases/`, or nobody knows which one is in use.
find_current() {
  current=
  [ -L "$1/current" ] && current=$(readlink -f "$1/current") && [ -d "$current" ] && [ "$(dirname "$current")" = "$(readlink -f "$1/releases")" ]
}

# Of an app that has releases. The one before is older than the current one: after a step back, what is newer is what was left.
rollback() {
  app=$releases/$1
  find_current "$app" || refuse "$1 has no current release"
  before=
  for one in "$app"/releases/*/; do
    one=${one%/}
    is_release "$one" && [ "$one" -ot "$current" ] || continue
    [ -n "$before" ] && [ "$before" -nt "$one" ] || before=$one
  done
  [ -n "$before" ] || refuse "$1 has no release before"
  point "$before" || fail "the link cannot be changed"
  runuser -u "$(stat -c %U "$app")" -- "$pm2" reload "$1" >/dev/null 2>&1 && return
  point "$current"
  fail "PM2 did not reload it: its release is the one that it was"
}

point() { ln -sfn "$1" "$app/current.new" && mv -T "$app/current.new" "$app/current"; }

# What runs, and what somebody has stopped in good order, is left alone: whoever closed an entrance, or took a database down to
# copy it, opens it again.
start_nginx() {
  systemctl is-failed --quiet nginx || refuse "nginx has not died: it runs, or somebody has stopped it"
  # It reads its configuration first, and does not start with one that it refuses.
  systemctl start nginx >/dev/null 2>&1 || fail "nginx did not start: nginx -t says why"
}

start_database() {
  state=$(docker inspect --format '{{.State.Running}} {{.State.ExitCode}} {{.HostConfig.RestartPolicy.Name}}' "$database" 2>/dev/null) ||
    refuse "this machine has no container $database"
  case $state in
    true*) refuse "the database runs" ;;
    # With these policies the engine itself starts what has died, and leaves only what somebody has stopped.
    "false 0 "* | *" always" | *" unless-stopped") refuse "somebody has stopped the database" ;;
  esac
  # What it writes when it starts would be cut off.
  # Where that cannot be seen, it is not started either.
  used=$(df --output=pcent "$(docker info --format '{{.DockerRootDir}}' 2>/dev/null)" 2>/dev/null | tail -n 1 | tr -dc 0-9)
  [ -n "$used" ] || refuse "it cannot be seen how full the engine's disk is"
  [ "$used" -lt 95 ] || refuse "the disk is full"
  docker start "$database" >/dev/null 2>&1 || fail "the engine did not start it"
}

# When each app's current release was made, in seconds since the epoch: a step back is no deployment.
tell_releases() {
  printf '{'
  comma=
  for app in benevoclic-api benevoclic-web; do
    at=$(stat -L -c %Y "$releases/$app/current" 2>/dev/null) || continue
    printf '%s"%s":%s' "$comma" "$app" "$at"
    comma=,
  done
  printf '}\n'
  exit 0
}

IFS= read -r name || refuse "no name"
case $name in
  releases) tell_releases ;;
  free-disk) free_disk ;;
  renew-certificate)
    certbot renew --quiet >/dev/null 2>&1 || fail "certbot did not renew it"
    systemctl reload nginx >/dev/null 2>&1 || fail "nginx did not take the renewed certificate up: nginx -t says why" ;;
  start-nginx) start_nginx ;;
  start-mongodb) start_database ;;
  rollback-benevoclic-api) rollback benevoclic-api ;;
  rollback-benevoclic-web) rollback benevoclic-web ;;
  restart-node-exporter | restart-blackbox-exporter | restart-business-exporter | restart-pm2-exporter)
    docker restart --time 30 "benevoclic-$environment-${name#restart-}" >/dev/null 2>&1 || fail "the engine did not restart it" ;;
  *) refuse "not in the list" ;;
esac
echo ok
