import type { RunEvent } from '../../model/event';
import { AskedQuestions, type Question } from '../../model/questions';
import type { MutableChange } from './change';
import type { StoreUpdate } from './facts';
import type { Freshness } from './freshness';

/** What the agents of runs have asked, from wherever their events came. */
export class StoredQuestions {
  readonly #freshness: Freshness;
  readonly #asked = new Map<string, AskedQuestions>();

  constructor(freshness: Freshness) {
    this.#freshness = freshness;
  }

  /** Whether the run is paused, only who asks knows. */
  open(runId: string): Question | undefined {
    return this.#asked.get(runId)?.open();
  }

  /** The newest events of the run were read for their questions. */
  put({ runId, rows, requestSeq }: Extract<StoreUpdate, { kind: 'questions' }>, change: MutableChange): void {
    const isFirst = this.#freshness.requestSeqOf({ kind: 'questions', runId }) < requestSeq;
    this.#freshness.acceptIfNewer({ kind: 'questions', runId }, requestSeq);
    this.note(rows, change);
    // That it asks nothing is news as well.
    if (isFirst) change.questions.add(runId);
  }

  note(rows: readonly RunEvent[], change: MutableChange): void {
    for (const event of rows) {
      const asked = this.#asked.get(event.runId) ?? new AskedQuestions();
      this.#asked.set(event.runId, asked);
      if (asked.note(event)) change.questions.add(event.runId);
    }
  }

  /** The run went on at that time (epoch ms by the service's clock). */
  pass(runId: string, at: number): void {
    this.#asked.get(runId)?.pass(at);
  }

  forget(runId: string): void {
    this.#asked.delete(runId);
  }

  clear(): void {
    this.#asked.clear();
  }
}
