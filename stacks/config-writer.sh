#!/bin/sh
# Puts an uploaded configuration live: validated by the service's own tool, switched in one step, reloaded on request.
# Whatever fails, the previous configuration stays live. Run by config-writer.ts in the service's image: POSIX sh, with
# the tools of busybox or of Debian.
#
#   VOLUME  the configuration volume: $VOLUME/current -> the live version
#   NEW     the new version: its files are in $VOLUME/$NEW
#   FILES   the paths of its files; what somebody has added by hand goes. Empty for a service without a configuration
#   CHECK   command that validates them, run among them
#   HEALTH  command that succeeds when the service runs
#   RELOAD  command that makes it read its configuration; empty where it watches its files
#   OWNER   user and group of the service
#   DATA    its data directory, or empty
set -eu

keep=5

switch_to() {
  ln -sfn "$1" .new
  mv -fT .new current
}

refuse() {
  echo "$1"
  [ "$NEW" = "$live" ] || rm -rf "$NEW"
  exit 1
}

back() {
  if [ -n "$live" ]; then switch_to "$live"; else rm current; fi
}

# A new volume belongs to root unless the image says otherwise.
[ -z "$DATA" ] || chown "$OWNER" "$DATA"
[ -n "$FILES" ] || exit 0

cd "$VOLUME"
live=$(readlink current || true)

# The directories above an uploaded file have the modes that the engine chose.
chmod -R u=rwX,go=rX "$NEW"
find "$NEW" -type f | while read -r file; do
  case " $FILES " in *" ${file#"$NEW"/} "*) ;; *) rm -f "$file" ;; esac
done
(cd "$NEW" && sh -c "$CHECK") || refuse "The service's own tool refuses it."

switch_to "$NEW"

if [ -n "$RELOAD" ]; then
  answer=0
  sh -c "$HEALTH" >/dev/null 2>&1 || answer=$?
  case $answer in
    # What does not answer in time (124 of Debian's timeout, 143 of busybox's) runs all the same.
    0 | 124 | 143)
      answer=0
      sh -c "$RELOAD" || answer=$?
      if [ "$answer" != 0 ]; then
        back
        sh -c "$RELOAD" >/dev/null 2>&1 || true
        case $answer in
          124 | 143) refuse "The service has not said within a minute that it has loaded it: it hangs, or the machine is too busy." ;;
        esac
        refuse "The service refuses to load it: its log says why."
      fi
      ;;
    126 | 127 | 139)
      back
      refuse "This image lacks a tool that works (timeout, wget or nc), so the service could not be told."
      ;;
    77)
      back
      refuse "The service does not know its own password: npm run secrets -- <environment> --rotate makes a new one."
      ;;
    *) echo "The service does not run: it will read this configuration when it starts." ;;
  esac
fi

# Of the versions, the newest are kept: to look back, and to go back by hand.
touch "$NEW"
ls -1t | grep -E '^[0-9a-f]{16}$' | tail -n +$((keep + 1)) | while read -r old; do rm -rf "$old"; done
