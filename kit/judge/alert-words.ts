import { missingTranslations, type Text } from "../model/text.ts";
import { isAddress, placeholdersIn } from "../write/placeholders.ts";
import { judge } from "./judge.ts";

const acting = [
  ...["investigate", "analy[sz]e", "look into", "check", "examine", "debug", "fix", "solve", "resolve", "handle"],
  ...["enquêter", "analyser", "vérifier", "examiner", "corriger", "résoudre", "traiter", "régler", "comprendre"],
];
const onNothing = [
  ...["it", "this", "(the|this) (problem|issue|cause|situation|error|errors|anomaly|alert|service|system|logs)"],
  ...["cela", "(le|la|les|l'|cette|ce) ?(problème|cause|situation|erreurs?|anomalie|alerte|service|système|journaux)"],
];
/** A sentence that would do for every alert. */
const generic = new RegExp(`^(${acting.join("|")})( (sur )?(${onNothing.join("|")}))?[.!]?$`, "i");

export const alertWords = judge(
  {
    "alert-next-step": "An alert says what to do next.",
    "alert-command": "A next step that is a command has one.",
    "alert-well-again": "An alert on what is bad while it is there says what is well again when it has ended.",
    "alert-likely": "A critical alert names two likely causes at least, each with what shows it and what cures it.",
    "alert-generic": 'A step and a likely cause name something: no "investigate the problem".',
    "alert-translated": "What an alert says to people is there in every language.",
    "alert-placeholder":
      "A text names only what its alert has: `{{value}}`, `{{limit}}` and labels, as far as they are allowed there.",
  },
  (wrong, environment) => {
    const places = Object.keys(environment.platform.places?.(environment.config) ?? {});
    for (const { alert, levels } of environment.alerts) {
      const { name, place, next, on, likely = [] } = alert;
      const steps = [...next, ...likely.flatMap(({ test, cure }) => [test, cure])];
      // Other signals that are there or not are called by what is well: "API alive" again.
      const badThere = on.unit.name === "bool" && levels.some(({ direction }) => direction === "above");
      if (badThere && alert.alwaysFiring !== true && alert.wellAgain === undefined)
        wrong(
          "alert-well-again",
          place,
          `${name} does not say what is well again when it has ended`,
          'write wellAgain: "The page shows what it should again"',
        );
      // An escalation is about an anomaly, whose own alert says what is behind it.
      const wakes = levels.some(({ severity }) => severity === "critical") && alert.escalation === undefined;
      if (wakes && likely.length < 2)
        wrong(
          "alert-likely",
          place,
          `${name} is critical and names ${likely.length} likely causes`,
          "write two or three in likely: what is so, what shows it, what cures it",
        );
      if (next.length === 0)
        wrong(
          "alert-next-step",
          place,
          `${name} says nothing about what to do next`,
          "add a step: a command, a link or a person",
        );
      // Whoever generates without the compiler may leave one out.
      const texts: [key: string, text: Text | undefined, placeholders: readonly string[]][] = [
        ["title", alert.title, []],
        ["summary", alert.summary, ["value", "limit", ...on.per]],
        ["impact", alert.impact, on.per],
        ...(alert.wellAgain ? [["wellAgain", alert.wellAgain, on.per] as [string, Text, string[]]] : []),
        ...next.map((step, index): [string, Text, readonly string[]] => [`next[${index}]`, step.text, on.per]),
        ...likely.flatMap(({ when, test, cure }, index): [string, Text, readonly string[]][] => [
          [`likely[${index}].when`, when, on.per],
          [`likely[${index}].test`, test.text, on.per],
          [`likely[${index}].cure`, cure.text, on.per],
        ]),
      ];
      for (const [key, text, placeholders] of texts) {
        for (const locale of missingTranslations(text))
          wrong("alert-translated", place, `${name} has no ${key} in "${locale}"`, `write ${key}.${locale}`);
        for (const unknown of placeholdersIn(text ?? "").filter((one) => !placeholders.includes(one)))
          wrong(
            "alert-placeholder",
            place,
            `${name} names {{${unknown}}} in its ${key}, which it does not have`,
            `use one of ${placeholders.join(", ") || "none"}`,
          );
      }
      for (const text of [...steps.map((step) => step.text), ...likely.map(({ when }) => when)])
        for (const said of Object.values(text).filter((one) => generic.test(one.trim())))
          wrong(
            "alert-generic",
            place,
            `${name} says "${said}", which helps nobody`,
            "name what to look at, and what it shows",
          );
      for (const step of steps) {
        if (step.kind === "command" && step.command.trim() === "")
          wrong("alert-command", place, `${name} has a next step without a command`, "write the command");
        const written = step.kind === "command" ? step.command : step.kind === "link" ? step.url : "";
        for (const unknown of placeholdersIn(written).filter(
          (one) => !on.per.includes(one) && !isAddress(one) && !(step.kind === "command" && places.includes(one)),
        ))
          wrong(
            "alert-placeholder",
            place,
            `${name} names {{${unknown}}} in "${written}", which it does not have`,
            `use one of ${on.per.join(", ") || "none"}`,
          );
      }
    }
  },
);
