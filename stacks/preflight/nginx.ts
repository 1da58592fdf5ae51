import type { Check } from "./check.ts";

/** nginx stands in front where people are to come in by it. */
export const nginxCheck: Check = async ({ config, host }) => {
  const { access } = config.deployment;
  if (access === undefined) return {};
  const where = config.at(["deployment", "access"]);
  const site = `npm run nginx -- ${config.environment}`;
  const { certificate, key, login } = access;
  const files = [certificate, key, ...("passwords" in login ? [login.passwords] : [])];
  const said = await host.sh(
    `
as=
[ "$(id -u)" = 0 ] || { sudo -n true 2>/dev/null && as='sudo -n'; }
command -v nginx >/dev/null || [ -x /usr/sbin/nginx ] || echo absent
for file do
  if [ -z "$as" ] && [ "$(id -u)" != 0 ] && ! ls "$(dirname "$file")" >/dev/null 2>&1; then continue; fi
  $as test -s "$file" || echo "missing $file"
done
ss -ltnH 'sport = :443' | grep -q . || echo silent`,
    ...files,
  );
  const missing = said.split("\n").flatMap((line) => /^missing (.+)/.exec(line)?.[1] ?? []);
  if (missing.length > 0 && !said.includes("absent"))
    return {
      notices: [
        {
          where,
          what: `${missing.join(", ")}: the host has no such file, and nginx refuses its site without it`,
          remedy: "docs/deploying.md has the commands for the certificate (certbot) and the passwords (htpasswd)",
        },
      ],
    };
  if (said.includes("absent"))
    return {
      notices: [
        {
          where,
          what: "nginx is not installed: nobody reaches Grafana but by `npm run tunnel`",
          remedy: `install it, and put there what \`${site}\` prints`,
        },
      ],
    };
  if (said.includes("silent"))
    return {
      notices: [
        {
          where,
          what: "nothing answers on port 443 of the host",
          remedy: `put there what \`${site}\` prints, and start nginx`,
        },
      ],
    };
  return {};
};
