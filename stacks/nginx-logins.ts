import { type Guarded, loginName, passwords } from "../kit/model/login.ts";
import { type Secret, secret } from "../kit/model/secret.ts";

const shown = (part: Guarded): Secret =>
  secret(`${part}-login`, {
    what: `${passwords[part].name} as nginx shows it`,
    form: '^proxy_set_header Authorization "Basic [A-Za-z0-9+/=]+";$',
    looksLike: 'proxy_set_header Authorization "Basic …";',
    made: {
      of: passwords[part],
      by: (value) =>
        `proxy_set_header Authorization "Basic ${Buffer.from(`${loginName}:${value}`).toString("base64")}";\n`,
    },
  });

/** What the host's nginx includes, so that people who have logged in there need not know the monitoring's own passwords. */
export const nginxLogins: Readonly<Record<Guarded, Secret>> = {
  prometheus: shown("prometheus"),
  alertmanager: shown("alertmanager"),
};
