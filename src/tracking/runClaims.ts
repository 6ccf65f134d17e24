import { claimOf } from '../model/claim';
import type { Run } from '../model/run';

/**
 * The runs that this window has claimed, as long as it lives. What a run says of its claim does not decide that by
 * itself: whoever can write metadata can copy a token.
 */
export interface RunClaims {
  /** The run is about to be claimed by this token. */
  note(runId: string, token: string): void;
  forget(runId: string): void;
  /** Whether this window has claimed the run and nobody has taken it over since. */
  isOwn(run: Run): boolean;
  clear(): void;
}

export function createRunClaims(): RunClaims {
  const tokens = new Map<string, string>();
  return {
    note: (runId, token) => void tokens.set(runId, token),
    forget: (runId) => void tokens.delete(runId),
    isOwn(run) {
      const token = tokens.get(run.runId);
      return token !== undefined && claimOf(run)?.token === token;
    },
    clear: () => tokens.clear(),
  };
}
