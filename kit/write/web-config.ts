import { hashSync } from "bcryptjs";
import { type Guarded, loginName, passwords } from "../model/login.ts";
import { type Secret, secret } from "../model/secret.ts";

/** Rounds of bcrypt, as a power of two: 60 ms once a minute, because the programs remember who was right. */
const cost = 10;

/**
 * What Prometheus or Alertmanager lets in, for its `--web.config.file`; it reads it anew at every request.
 * https://prometheus.io/docs/prometheus/latest/configuration/https/
 */
export const webConfigFile = (password: string): string =>
  `basic_auth_users:\n  ${loginName}: ${hashSync(password, cost)}\n`;

/** As a program's own HTTP client takes it: amtool's and promtool's `--http.config.file`, a scrape job, an Alertmanager. */
export const basicAuth = (passwordFile: string) => ({
  basic_auth: { username: loginName, password_file: passwordFile },
});

const hashed = (part: Guarded): Secret =>
  secret(`${part}-web`, {
    what: `the hash of ${passwords[part].name}`,
    form: `^basic_auth_users:$\n^  ${loginName}: \\$2[aby]\\$[0-9]{2}\\$[./A-Za-z0-9]{53}$`,
    looksLike: `basic_auth_users: and ${loginName}: <bcrypt>, a line each`,
    made: { of: passwords[part], by: webConfigFile },
  });

/** The files that their own \`--web.config.file\` names. */
export const webConfigs: Readonly<Record<Guarded, Secret>> = {
  prometheus: hashed("prometheus"),
  alertmanager: hashed("alertmanager"),
};
