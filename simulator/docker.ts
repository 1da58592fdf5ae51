import { chmodSync, writeFileSync } from "node:fs";
import path from "node:path";
import { nameIn } from "../config/names.ts";
import { imagesIn } from "./machine/clutter.ts";
import { ordersIn } from "./machine/programs.ts";

/**
 * A program that stands for Docker's, for the next steps of a local run: the programs of the run under the names that their
 * containers would have, by what each writes its log to; a program that is not there has died. It knows `logs`, `ps`, `inspect`, `start`, `restart` and the clearing of images, and says of all else that it does not.
 */
export function writeDocker(directory: string, environment: string): void {
  const file = path.join(directory, "docker");
  writeFileSync(
    file,
    `#!/bin/sh
logs='${path.resolve(directory, "logs")}'
prefix='${nameIn(environment, "")}'
pids() { find /proc/[0-9]*/fd/1 -maxdepth 0 -lname "$logs/$1.log" 2>/dev/null | cut -d/ -f3; }
of() { echo "\${1#"$prefix"}"; }
act=$1; shift
last=; names=; quiet=
for word; do
  case $word in
    name=*) names="$names $(of "\${word#name=}")" ;;
    -*q*) quiet=yes ;;
    *) last=$(of "$word") ;;
  esac
done
case $act in
  logs)
    [ -f "$logs/$last.log" ] || { echo "no such program in this run: $last" >&2; exit 1; }
    tail -n 1000 "$logs/$last.log" ;;
  ps)
    for log in "$logs"/*.log; do
      one=$(basename "$log" .log)
      for name in \${names:-$one}; do
        case $one in *"$name"*) ;; *) continue ;; esac
        running=$(pids "$one" | head -1)
        if [ "$quiet" ]; then echo "$prefix$one"; elif [ "$running" ]; then echo "$prefix$one  Up  process $running"; else echo "$prefix$one  Exited"; fi
        break
      done
    done ;;
  inspect)
    [ -f "$logs/$last.log" ] || { echo "no such program in this run: $last" >&2; exit 1; }
    [ "$(pids "$last")" ] && echo "true 0 no" || echo "false 137 no" ;;
  info) echo / ;;
  image) rm -f '${imagesIn(directory)}'/* ;;
  start | restart)
    [ -f "$logs/$last.log" ] || { echo "no such program in this run: $last" >&2; exit 1; }
    before=$(pids "$last")
    [ "$act" = start ] && [ "$before" ] && { echo "$prefix$last"; exit 0; }
    [ -z "$before" ] || kill $before
    while [ "$(pids "$last")" = "$before" ] && [ "$before" ]; do sleep 0.1; done
    echo "$last" >>'${ordersIn(directory)}'
    for _ in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20; do
      now=$(pids "$last")
      [ "$now" ] && [ "$now" != "$before" ] && { echo "$prefix$last"; exit 0; }
      sleep 1
    done
    echo "not started again within 20 s: $last" >&2; exit 1 ;;
  *) echo "docker $act: nothing of this run is in a container" >&2; exit 1 ;;
esac
`,
  );
  chmodSync(file, 0o755);
}
