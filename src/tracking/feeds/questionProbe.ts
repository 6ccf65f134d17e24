import { ApiError } from '../../api/apiError';
import type { RunEvent } from '../../model/event';
import type { Run } from '../../model/run';
import { isOwnFailure, type FeedParts, type Task } from '../reading/feed';
import { readNewestEvents } from '../reading/newestEvents';
import { valueOf, type Change, type Subject } from '../store/facts';

/**
 * Reads what paused runs ask: the newest events of each, once whenever the run has changed. Of runs that are not known to
 * be paused it reads nothing.
 */
export interface QuestionProbe {
  /** Of a run that was just seen to be paused: whoever asks waits for a person. `undefined` where there is none. */
  urgent(): Task | undefined;
  /** Of any other; `undefined` where nothing is due. */
  next(): Task | undefined;
  /** Nobody asks it any more. */
  stop(): void;
}

export function createQuestionProbe({ client, store, current, attempt }: FeedParts): QuestionProbe {
  const read =
    (run: Run): Task =>
    (signal) => {
      const { runId } = run;
      const subject: Subject = { kind: 'questions', runId };
      const requestSeq = store.nextRequestSeq();
      const put = (rows: readonly RunEvent[]) => {
        if (current(signal)) store.put([{ kind: 'questions', runId, rows, requestSeq }]);
      };
      return attempt(subject, signal, async () => {
        try {
          put(await readNewestEvents(client, run, { signal }));
        } catch (error) {
          // Its log alone is refused: that says nothing that another look would change.
          if (!(error instanceof ApiError) || !isOwnFailure(subject, error)) throw error;
          put([]);
        }
      });
    };

  /** Runs that were seen to go on, and those of them that have been paused since. */
  const going = new Set<string>();
  const justPaused = new Set<string>();

  function notePaused({ runs }: Change): void {
    for (const runId of runs) {
      const status = valueOf(store.run(runId))?.status;
      if (status === 'paused') {
        if (going.delete(runId)) justPaused.add(runId);
      } else {
        justPaused.delete(runId);
        if (store.activeRuns().has(runId)) going.add(runId);
        else going.delete(runId);
      }
    }
  }
  const unsubscribe = store.subscribe(notePaused);

  function nextOf(runIds: Iterable<string>): Task | undefined {
    for (const runId of runIds) {
      const run = valueOf(store.run(runId));
      if (run?.status !== 'paused' || store.openQuestion(runId)) continue;
      if (store.requestSeqOf({ kind: 'questions', runId }) < store.runChangedAt(runId)) return read(run);
      justPaused.delete(runId);
    }
    return undefined;
  }

  return {
    urgent: () => nextOf(justPaused),
    next: () => nextOf(store.activeRuns()),
    stop: unsubscribe,
  };
}
