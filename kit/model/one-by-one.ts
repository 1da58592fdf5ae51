import { z } from "zod";

/** A list from outside as far as it is understood, and the elements that are not, with their places. */
interface ReadList<Element> {
  readonly understood: readonly Element[];
  readonly odd: readonly { readonly place: number; readonly element: unknown; readonly error: z.ZodError }[];
}

/** A list of which an element that is not understood keeps no other from being read. */
export const oneByOne = <Schema extends z.ZodType>(schema: Schema) =>
  z.array(z.unknown()).transform((all): ReadList<z.output<Schema>> => {
    const read = all.map((element, place) => ({ place, element, ...schema.safeParse(element) }));
    return {
      understood: read.flatMap(({ success, data }) => (success ? [data as z.output<Schema>] : [])),
      odd: read.flatMap(({ place, element, error }) => (error ? [{ place, element, error }] : [])),
    };
  });
