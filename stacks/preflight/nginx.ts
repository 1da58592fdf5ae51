import type { Check } from "./check.ts";

/** nginx stands in front where people are to come in by it. */
export const nginxCheck: Check = async ({ config, host }) => {
  const { access } = config.deployment;
  if (access === undefined) return {};
  const where = config.at(["deployment", "access"]);
  const site = `npm run nginx -- ${config.environment}`;
  const said = await host.sh(
    `
command -v nginx >/dev/null || [ -x /usr/sbin/nginx ] || echo absent
[ -r "$1" ] || echo closed
ss -ltnH 'sport = :443' | grep -q . || echo silent`,
    access.certificate,
  );
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
