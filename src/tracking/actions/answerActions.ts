import type { CallOptions } from '../../api/sender';
import { answerOf, answerPayload, openQuestionOf, type Question } from '../../model/questions';
import type { RunEvent } from '../../model/event';
import { shortened } from '../../model/plainText';
import type { Run, RunRef } from '../../model/run';
import { textHash } from '../../model/sha256';
import { readNewestEvents } from '../reading/newestEvents';
import { readingOfNow, readRun } from '../reading/reads';
import type { ActionParts } from '../saving/saves';
import { done, failureOutcome, type Outcome } from './outcome';
import type { RunActions } from './runActions';

/** How an answer to the question of a run ended. */
export type AnswerOutcome =
  | Outcome
  /** Somebody else has answered, or the run has gone on: nothing was sent, or what was sent first holds. */
  | { readonly kind: 'overtaken'; readonly run: Run }
  /** The answer is logged; how resuming the run ended. */
  | { readonly kind: 'answered'; readonly resumed: Exclude<Outcome, { readonly kind: 'done' }> };

/** What people can do about what an agent asks. */
export interface AnswerActions {
  /** What the run asks now, as its newest events tell; put into the store. */
  readQuestion(run: RunRef, options?: CallOptions): Promise<Question | undefined>;
  /** Logs the answer and resumes the run, where it still waits for this one. */
  answerQuestion(question: RunRef & Pick<Question, 'eventId' | 'stepId'>, answer: string): Promise<AnswerOutcome>;
}

/** How much of an answer its summary says. */
const maxSummaryLength = 200;

export function createAnswerActions({
  client,
  store,
  wake,
  runs,
}: ActionParts & { readonly runs: Pick<RunActions, 'resumeRun'> }): AnswerActions {
  /** The questions that are being answered in this window. */
  const underWay = new Set<string>();

  function putEvents(runId: string, rows: readonly RunEvent[], requestSeq: number, epoch: number): void {
    if (store.epoch === epoch) store.put([{ kind: 'questions', runId, rows, requestSeq }]);
  }

  /** The run and its newest events, read now. */
  async function look(ref: RunRef, options?: CallOptions) {
    const { epoch } = store;
    const run = await readRun(readingOfNow({ client, store }, options), ref);
    const requestSeq = store.nextRequestSeq();
    const events = await readNewestEvents(client, ref, options);
    putEvents(ref.runId, events, requestSeq, epoch);
    return { run, events };
  }

  async function send(question: RunRef & Pick<Question, 'eventId' | 'stepId'>, answer: string): Promise<AnswerOutcome> {
    const { missionId, runId, eventId, stepId } = question;
    const { epoch } = store;
    try {
      const { run, events } = await look(question);
      if (!isWaitedFor(run, events, eventId)) return { kind: 'overtaken', run };
      const event = await client.logEvent(missionId, runId, {
        type: 'message',
        summary: shortened(answer.replace(/\s+/g, ' ').trim(), maxSummaryLength),
        payload: answerPayload(eventId, answer),
        idempotencyKey: await keyOf(eventId),
        ...(stepId === undefined ? {} : { stepId }),
      });
      putEvents(runId, [event], store.nextRequestSeq(), epoch);
      // To a key that it knows the service answers with what was logged under it first.
      const { answer: sent } = answerPayload(eventId, answer);
      if (event.payload?.answer !== undefined && event.payload.answer !== sent) return { kind: 'overtaken', run };
    } catch (error) {
      const failure = failureOutcome(error);
      if (failure.kind === 'refused') return failure;
      if (!(await hasArrived(question, answer))) return failure;
    }
    const resumed = await runs.resumeRun({ missionId, runId });
    return resumed.kind === 'done' ? done : { kind: 'answered', resumed };
  }

  /** After a lost answer, whether the event is there. */
  async function hasArrived(question: RunRef & Pick<Question, 'eventId'>, answer: string): Promise<boolean> {
    const { answer: sent } = answerPayload(question.eventId, answer);
    const { events } = await look(question).catch(() => ({ events: [] }));
    return events.some((event) => answerOf(event)?.answerTo === question.eventId && event.payload?.answer === sent);
  }

  return {
    async readQuestion(ref, options) {
      const { run, events } = await look(ref, options);
      return openQuestionOf(run, events);
    },
    async answerQuestion(question, answer) {
      const { eventId, runId } = question;
      if (underWay.has(eventId) || store.isBusy(runId)) return { kind: 'busy' };
      underWay.add(eventId);
      try {
        return await send(question, answer);
      } finally {
        underWay.delete(eventId);
        wake(runId);
      }
    },
  };
}

/** Whether the run still waits for an answer to this question: it is paused, and none of its newest events answers it. */
function isWaitedFor(run: Run, events: readonly RunEvent[], eventId: string): boolean {
  return run.status === 'paused' && !events.some((event) => answerOf(event)?.answerTo === eventId);
}

/**
 * The same for everybody who answers the question, whatever they answer: a UUID made of its ID, so that the service keeps
 * the first answer alone.
 */
async function keyOf(eventId: string): Promise<string> {
  const hash = await textHash(`missions.answer ${eventId}`);
  return [
    hash.slice(0, 8),
    hash.slice(8, 12),
    `5${hash.slice(13, 16)}`,
    `8${hash.slice(17, 20)}`,
    hash.slice(20, 32),
  ].join('-');
}
