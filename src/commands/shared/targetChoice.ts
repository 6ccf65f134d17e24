/** What a command without an argument can mean. */
export type Candidates<T> = {
  /** What the editor in front is of. */
  readonly editor: readonly T[];
  /** What is selected in a Missions view that can be seen. */
  readonly selected: readonly T[];
  /** A document of ours is in front, and nobody can say which of these it means: then nothing is meant silently. */
  readonly isUnclear: boolean;
};

/** One is meant, or a person says which; `first` stand at the top of the list. */
export type Choice<T> =
  | { readonly kind: 'one'; readonly target: T }
  | { readonly kind: 'ask'; readonly first: { readonly editor: readonly T[]; readonly selected: readonly T[] } };

/**
 * What a command without an argument means: the editor in front, or the selection where no editor says anything. Where
 * the two differ, where there are several, and where what is in front can not have it done, a person is asked.
 */
export function chooseTarget<T>(
  { editor, selected, isUnclear }: Candidates<T>,
  keyOf: (target: T) => string,
  can: (target: T) => boolean = () => true,
): Choice<T> {
  const inEditor = distinct(editor, keyOf);
  const keys = new Set(inEditor.map(keyOf));
  const further = distinct(selected, keyOf).filter((target) => !keys.has(keyOf(target)));
  const [only, ...others] = [...inEditor, ...further];
  if (only !== undefined && others.length === 0 && !isUnclear && can(only)) return { kind: 'one', target: only };
  return { kind: 'ask', first: { editor: inEditor.filter(can), selected: further.filter(can) } };
}

function distinct<T>(targets: readonly T[], keyOf: (target: T) => string): T[] {
  return [...new Map(targets.map((target) => [keyOf(target), target] as const)).values()];
}
