import { ApiError } from '../../api/apiError';
import type { Run } from '../../model/run';
import type { SaveOutcome } from '../saving/save';

/** How an act of a person ended. */
export type Outcome<T = void> =
  | { readonly kind: 'done'; readonly value: T }
  /** It did not happen. After a 409, `run` is what the run is now. */
  | { readonly kind: 'refused'; readonly error: ApiError; readonly run?: Run }
  /** Its answer was lost: it may have happened. `run` is what the run is now, where that could be read. */
  | { readonly kind: 'unsure'; readonly error: ApiError; readonly run?: Run }
  /** Another act on the same thing is still under way. */
  | { readonly kind: 'busy' };

/** How an act ended that was agreed to on what a person had seen. */
export type Conditional<T> =
  | Outcome<T>
  /** It is another one by now: nothing was changed. */
  | { readonly kind: 'conflict'; readonly remote: T };

export const done = { kind: 'done', value: undefined } as const;

/** How an act ended that has thrown: `refused` or `unsure`. Throws on what is no `ApiError`. */
export function failureOutcome(error: unknown) {
  if (!(error instanceof ApiError)) throw error;
  return { kind: error.maybeDone ? ('unsure' as const) : ('refused' as const), error };
}

/** The outcome of an act that throws `ApiError` where it did not happen, or where that is unknown. */
export async function outcomeOf<T>(act: () => Promise<T>): Promise<Outcome<T>> {
  try {
    return { kind: 'done', value: await act() };
  } catch (error) {
    return failureOutcome(error);
  }
}

/** The same for a save. */
export async function conditionalOf<T>(act: () => Promise<SaveOutcome<T>>): Promise<Conditional<T>> {
  try {
    return ofSave(await act());
  } catch (error) {
    return failureOutcome(error);
  }
}

export function ofSave<T>(outcome: SaveOutcome<T>): Conditional<T> {
  return outcome.kind === 'saved' ? { kind: 'done', value: outcome.value } : outcome;
}
