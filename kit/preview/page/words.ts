const french = {
  preview: "Aperçu",
  notGrafana: "des tableaux de bord générés, sans Grafana : dessiné à partir de leur JSON et de",
  dashboards: "Tableaux de bord",
  skip: "Aller aux panneaux",
  theme: "Clair / sombre",
  none: "Aucun tableau de bord n'a été généré.",
  period: "Période",
  since: "depuis",
  all: "Toutes",
  about: "À propos de",
  loading: "…",
  failed: "La requête a échoué :",
  back: "Tout le tableau de bord",
  wide: "Voir en grand :",
};

const english: typeof french = {
  preview: "Preview",
  notGrafana: "of the generated dashboards, without Grafana: drawn from their JSON and from",
  dashboards: "Dashboards",
  skip: "Go to the panels",
  theme: "Light / dark",
  none: "No dashboard has been generated.",
  period: "Period",
  since: "since",
  all: "All",
  about: "About",
  loading: "…",
  failed: "The query failed:",
  back: "The whole dashboard",
  wide: "Enlarge:",
};

/** The page's own words, in the reader's language; those of the dashboards come from their JSON. */
export const words = navigator.language.startsWith("fr") ? french : english;
