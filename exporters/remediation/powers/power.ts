/** Whoever was asked says that this is no case for it, and has done nothing. */
export class Declined extends Error {}

/** Who can do something: with one way to do it, on targets that it knows by name. */
export interface Power {
  /**
   * Does it.
   * @throws Declined where it would be wrong or in vain
   * @throws Error with words for people; whether it helped is seen in the signal all the same
   */
  act(action: string, target: string): Promise<void>;
  /** When the target began its present life; undefined where that is not known. */
  startedAt?(target: string): Promise<Date | undefined>;
  /** When its code was changed last; undefined where that is not known. */
  deployedAt?(target: string): Promise<Date | undefined>;
}

/** By the kind of target, and the action where another power than the target's own does it. */
export type Powers = ReadonlyMap<string, Power>;

/** The power that does an action on targets of a kind. */
export const powerFor = (powers: Powers, { kind, action }: { readonly kind: string; readonly action: string }) =>
  powers.get(`${kind} ${action}`) ?? powers.get(kind);
