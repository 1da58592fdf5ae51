/**
 * What the commands of next steps call on the host, by Debian's package that brings it, or where another one says how to install
 * it. A command that calls anything else is refused (test/alerts/commands.test.ts), a deployment tells what a host has not, and
 * docs/deploying.md lists them.
 */
export const hostPrograms = {
  apt: ["apt-get"],
  certbot: ["certbot"],
  conntrack: ["conntrack"],
  coreutils: ["cat", "date", "df", "du", "head", "ls", "sleep", "sort", "tail", "timeout", "tr", "uname", "uniq", "wc"],
  curl: ["curl"],
  dash: ["sh"],
  "bind9-dnsutils": ["dig"],
  "docker-ce-cli": ["docker"],
  dpkg: ["dpkg"],
  ethtool: ["ethtool"],
  findutils: ["find"],
  git: ["git"],
  grep: ["grep"],
  iftop: ["iftop"],
  iotop: ["iotop"],
  iproute2: ["ip", "ss"],
  "libc-bin": ["getent"],
  "linux-perf": ["perf"],
  lsof: ["lsof"],
  mawk: ["awk"],
  mongosh: ["mongosh"],
  nginx: ["nginx"],
  nodejs: ["node", "npm", "npx"],
  "openssh-client": ["ssh"],
  pm2: ["pm2"],
  procps: ["kill", "pgrep", "ps", "sysctl", "top"],
  sed: ["sed"],
  sudo: ["sudo"],
  systemd: ["journalctl", "systemctl", "timedatectl"],
  ufw: ["ufw"],
  "util-linux": ["dmesg", "findmnt", "last", "mount"],
} satisfies Readonly<Record<string, readonly string[]>>;

/** What is only called where another program is not there: `timedatectl … || chronyc …`. */
export const fallbackPrograms = { chrony: ["chronyc"] } satisfies Readonly<Record<string, readonly string[]>>;
