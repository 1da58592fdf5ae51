/** What a person answered to the fields of the report form (report-fields.ts), by their names. */
export type ReportAnswers = Readonly<
  Partial<
    Record<
      | "description"
      | "severity"
      | "category"
      | "component"
      | "environment"
      | "detection"
      | "impact"
      | "noticed"
      | "ticket",
      string
    >
  >
>;
