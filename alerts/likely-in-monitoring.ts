import type { Likely } from "../kit/model/alert.ts";
import { command, link, person } from "../kit/model/step.ts";

/** The same of the monitoring itself. */

/** @param word what its log calls a signature of the fault, by `grep -iE` */
const toldByLog = (container: string, word: string, text: Likely["when"]) =>
  command(`{{docker}} logs --since 15m {{${container}_container}} 2>&1 | grep -iE '${word}' | tail -5`, text);

export const ruleWrong: Likely = {
  when: { fr: "La dernière version des règles est fausse", en: "The last version of the rules is wrong" },
  test: toldByLog("prometheus", "evaluating rule failed", {
    fr: "« duplicate labelset » ou « many-to-many », depuis le dernier déploiement",
    en: '"duplicate labelset" or "many-to-many", since the last deployment',
  }),
  cure: person("devops", {
    fr: "Remettre la configuration d'avant : npm run rollback",
    en: "Put the configuration from before back: npm run rollback",
  }),
};

export const prometheusOverloaded: Likely = {
  when: { fr: "Prometheus a trop de séries", en: "Prometheus has too many series" },
  test: toldByLog("prometheus", "too many samples|timed out|out of memory", {
    fr: "« too many samples » ou « timed out »",
    en: '"too many samples" or "timed out"',
  }),
  cure: link("{{prometheus}}/tsdb-status", {
    fr: "Trouver la mesure qui en a le plus, et l'étiquette qui grandit",
    en: "Find the metric that has most, and the label that grows",
  }),
};

export const addressRevoked: Likely = {
  when: {
    fr: "L'adresse ou le mot de passe du canal est révoqué",
    en: "The channel's address or password was revoked",
  },
  test: toldByLog("alertmanager", "401|403|404|535", {
    fr: "401, 403, 404 (Discord) ou 535 (courriel)",
    en: "401, 403, 404 (Discord) or 535 (mail)",
  }),
  cure: command("sudo ls -l /etc/benevoclic-monitoring/secrets/alertmanager/", {
    fr: "En écrire un nouveau dans le fichier du canal : il est relu à chaque message",
    en: "Write a new one into the channel's file: it is read for every message",
  }),
};

export const channelOut: Likely = {
  when: {
    fr: "Le canal est en panne, ou la machine ne sort plus",
    en: "The channel is down, or the machine gets out no more",
  },
  test: toldByLog("alertmanager", "no such host|timeout|refused|50[0-9]", {
    fr: "« no such host », « timeout » ou un code 5xx",
    en: '"no such host", "timeout" or a code 5xx',
  }),
  cure: link("https://discordstatus.com/", {
    fr: "Incident annoncé : surveiller l'autre canal ; sinon corriger le DNS ou le pare-feu",
    en: "An incident announced: watch the other channel; else correct DNS or the firewall",
  }),
};

export const alertmanagerStopped: Likely = {
  when: { fr: "Alertmanager s'est arrêté", en: "Alertmanager has stopped" },
  test: command("{{docker}} ps --all --filter name={{alertmanager_container}}", {
    fr: "« Exited » ou « Restarting »",
    en: '"Exited" or "Restarting"',
  }),
  cure: command("{{docker}} restart {{alertmanager_container}}", {
    fr: "Le redémarrer : silences et alertes en cours sont gardés",
    en: "Restart it: silences and present alerts are kept",
  }),
};

export const passwordOfAlertmanager: Likely = {
  when: {
    fr: "Prometheus n'a pas le bon mot de passe d'Alertmanager",
    en: "Prometheus has a wrong password of Alertmanager",
  },
  test: toldByLog("prometheus", "401", { fr: "« 401 Unauthorized »", en: '"401 Unauthorized"' }),
  cure: person("devops", {
    fr: "Faire écrire le même alertmanager-password chez les deux (npm run secrets le compare)",
    en: "Have the same alertmanager-password written for both (npm run secrets compares it)",
  }),
};
