/** What to do about a failure, recognised by its words. Declarations only. */
export const remedies: readonly { readonly words: RegExp; readonly todo: string }[] = [
  {
    words: /no Debian machine|no Debian mirror/,
    todo: "On this machine the programs cannot come from Debian's packages: put them on PATH (https://prometheus.io/download/).",
  },
  {
    words:
      /Could not connect|Connection failed|Could not resolve|Temporary failure|timed out|Unable to connect|unreachable/,
    todo: "Check the network, the proxy of apt (`apt-config dump Acquire`) and that the mirror of /etc/apt/sources.list* answers (`apt-get update` as root says the same).",
  },
  {
    words: /NO_PUBKEY|not signed|EXPKEYSIG|BADSIG|not valid yet/,
    todo: "Check the clock (`date`) and Debian's keys (package debian-archive-keyring), and that the mirror is one of Debian.",
  },
  {
    words: /ENOSPC|No space left|enough free space|EDQUOT|quota exceeded/i,
    todo: "Free 500 MB of disk where the cache directory is.",
  },
  {
    words: /EACCES|EPERM|EROFS|ENOTDIR|Permission denied|Read-only file system/,
    todo: "Make the cache directory writable for the user who runs this, or remove it if another user made it.",
  },
  {
    words: /has no package .* for/,
    todo: "Debian does not build the package for this processor (any more): put the program on PATH.",
  },
  {
    words: /: its .*, too old$/,
    todo: "The mirror has only older versions: put the program on PATH (https://prometheus.io/download/), or name a current Debian mirror in apt's sources.",
  },
  {
    words: /GLIBC_|not found \(required by/,
    todo: "Debian's build does not run here (an older C library): put the program on PATH.",
  },
];
