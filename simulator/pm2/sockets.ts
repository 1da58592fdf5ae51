import path from "node:path";

/** sizeof(sockaddr_un.sun_path) less its final NUL: https://man7.org/linux/man-pages/man7/unix.7.html */
const longestSocketPath = 107;
/** PM2 reads a socket's path as a URL (a space, `#` or `?` leads elsewhere), and people paste it into a shell. */
const usualCharacters = /^[\p{L}\p{N}/._@:+,=%-]+$/u;

/** The two sockets of a PM2 whose files are in a directory, alone in one of their own, as in production. */
export function socketsIn(directory: string) {
  const sockets = path.join(path.resolve(directory), "sockets");
  return { directory: sockets, rpc: path.join(sockets, "rpc.sock"), pub: path.join(sockets, "pub.sock") };
}

/** Why PM2's sockets cannot be there, with what to do; undefined where they can. */
export function unfitForSockets(directory: string): string | undefined {
  const { rpc } = socketsIn(directory);
  if (Buffer.byteLength(rpc) > longestSocketPath)
    return `${rpc} is too long for a socket's path (${longestSocketPath} bytes): use a shorter directory`;
  if (!usualCharacters.test(rpc)) return `PM2 finds no socket at ${rpc}: use a directory without spaces and the like`;
  return undefined;
}
