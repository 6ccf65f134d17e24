import { ApiError } from '../../src/api/apiError';
import { NotSaved } from '../../src/documents/remote/remoteDocument';
import type { Conditional } from '../../src/tracking/actions/outcome';
import type { Said } from './act';

export function saidBy(outcome: Conditional<unknown>): Said {
  if (outcome.kind !== 'refused' && outcome.kind !== 'unsure') return { kind: outcome.kind };
  return { kind: outcome.kind === 'unsure' ? 'unsure' : refusal(outcome.error), why: outcome.error.message };
}

const refusal = ({ kind }: ApiError) => (kind === 'notFound' ? 'gone' : 'refused');

/** What is thrown is said as well. */
export async function saidOf(act: () => Promise<Said>): Promise<Said> {
  try {
    return await act();
  } catch (error) {
    if (error instanceof NotSaved) return { kind: 'refused', why: error.message };
    if (error instanceof ApiError) return { kind: error.maybeDone ? 'unsure' : refusal(error), why: error.message };
    throw error;
  }
}
