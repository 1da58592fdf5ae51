import type { Faults } from "./faults.ts";
import { logNormal, type Random } from "./random.ts";

/** What the front end answers. */
export interface WebAnswer {
  readonly status: number;
  readonly durationSeconds: number;
  /** HTML. */
  readonly body: string;
}

/** The simulated front end: pages, no metrics (benevoclic.md section 2). */
interface Web {
  handle(path: string): WebAnswer;
}

/** Above the 3 s that a page may take (benevoclic.md section 4), and below the 4 s after which a probe gives up. */
const slowPage = 3.5;

/** Of `web-flapping`, in ms: down for the first half of each. */
const flapping = 10_000;

/** Whether the front end's port refuses connections at a moment, in ms since the epoch. */
export const webIsDown = (faults: Faults, now: number): boolean =>
  (["web-down", "entrance-down", "host-down"] as const).some(faults.active) ||
  (faults.active("web-flapping") && now % flapping < flapping / 2);

/** @param random the spread of the page's usual 40 ms */
export function createWeb({ random, faults }: { random: Random; faults: Faults }): Web {
  return {
    handle(path) {
      const durationSeconds = faults.active("web-slow") ? slowPage : logNormal(random, 0.04, 0.3);
      if (path !== "/")
        return { status: 404, durationSeconds, body: page("Page introuvable", "Cette page n'existe pas.") };
      if (faults.active("web-error-page")) {
        return { status: 200, durationSeconds, body: page("500", "Une erreur est survenue. Réessayez plus tard.") };
      }
      return {
        status: 200,
        durationSeconds,
        body: page("Benevoclic", "Trouvez une mission de bénévolat près de chez vous."),
      };
    },
  };
}

function page(title: string, sentence: string): string {
  return `<!DOCTYPE html>
<html lang="fr"><head><meta charset="utf-8"><title>${title}</title></head><body><div id="__nuxt"><p>${sentence}</p></div></body></html>
`;
}
