/** A container, network or volume as the engine knows it: two environments live side by side on one engine. */
export function nameIn(environment: string, thing: string): string {
  return `benevoclic-${environment}-${thing}`;
}
