const round = 100;

/** Servers that stop counting stop at round numbers: a list that is said to have so many rows may have more. */
export function mayCountFurther(total: number): boolean {
  return total > 0 && total % round === 0;
}
