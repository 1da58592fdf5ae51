import type { Config } from "../config/load.ts";
import { anyLine, type Secret, secret } from "../model/secret.ts";

/** What each service of remote write knows us by: a secret file each, but of those that want none. */
export function remoteWriteSecrets({ prometheus: { remoteWrite } }: Pick<Config, "prometheus">): Secret[] {
  return Object.entries(remoteWrite).flatMap(([name, { login, url }]) =>
    login === "none"
      ? []
      : [passwordOf(name, `${login === "token" ? "the token" : "the password or token"} of ${url}`)],
  );
}

const passwordOf = (name: string, what: string) => secret(`remote-write-${name}`, { what, ...anyLine });

/** The part of Prometheus' configuration. */
export function remoteWrite({
  prometheus,
}: Pick<Config, "prometheus">): { readonly write_relabel_configs?: readonly object[] }[] {
  const { remoteWrite, secrets } = prometheus;
  return Object.entries(remoteWrite).map(([name, { url, login, metrics }]) => {
    const file = `${secrets}/${passwordOf(name, "").name}`;
    return {
      name,
      url,
      ...(login === "token" && { authorization: { credentials_file: file } }),
      ...(typeof login === "object" && { basic_auth: { username: login.username, password_file: file } }),
      ...(metrics !== undefined && {
        write_relabel_configs: [{ source_labels: ["__name__"], regex: metrics, action: "keep" }],
      }),
    };
  });
}
