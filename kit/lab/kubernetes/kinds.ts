import { z } from "zod";

/** The definition of a kind, as it is given to a server. */
const definitionSchema = z.looseObject({
  kind: z.literal("CustomResourceDefinition"),
  metadata: z.looseObject({ name: z.string() }),
  spec: z.looseObject({
    group: z.string(),
    names: z.looseObject({ kind: z.string(), plural: z.string() }),
    scope: z.string(),
    versions: z.array(z.looseObject({ name: z.string() })),
  }),
});
export type Definition = z.output<typeof definitionSchema>;

/** @throws ZodError when it is none */
export const definitionOf = (document: unknown): Definition => definitionSchema.parse(document);

/** Kubernetes' own kinds stand here in a group of their own (judge/kinds/kinds.go): the server that judges has none. */
const groupOfOwnKinds = "judge.local";

/** The group and version in which a server that judges knows an object's kind. */
export const judgedAs = (apiVersion: string): string =>
  /\.coreos\.com\//.test(apiVersion) ? apiVersion : `${groupOfOwnKinds}/v1`;
