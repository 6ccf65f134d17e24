import { describeError } from '../../errorMessages';
import { jsonText } from '../../model/jsonObject';
import type { Run } from '../../model/run';
import type { Actions } from '../../tracking/actions/actions';
import type { Journal } from '../../tracking/actions/journal';
import type { Conditional, Outcome } from '../../tracking/actions/outcome';
import type { OneAtATime } from '../../tracking/reading/oneAtATime';
import type { Tracking } from '../../tracking/tracking';
import type { ApiError } from '../../api/apiError';
import type { ToolAnswer } from '../lines/answer';

/** What tools know and act by. */
export type AgentParts = Pick<Tracking, 'store' | 'attention' | 'resources' | 'begin' | 'runClaims'> & {
  readonly journal: Journal;
  /** What the program calls itself. */
  readonly app: string;
  /** Which account is in use, in words for people. */
  readonly accountName: () => string;
};

/** What a question has shown to a person. */
export type Asked = {
  /** The mission, where it was known. */
  readonly missionId?: string | undefined;
  /** The run, where it was known: its status, and the token of whoever worked it. */
  readonly run?: { readonly runId: string; readonly status: string; readonly token: string | undefined } | undefined;
};

/** One call of a tool. */
export type Call = AgentParts & {
  /** All that the call does goes to the account that was in use when it began. */
  readonly actions: Actions;
  readonly signal: AbortSignal;
  /** Absent where nobody was asked. */
  readonly asked: Asked | undefined;
  /** Calls for one run act one after the other. */
  readonly inTurn: (runId: string) => OneAtATime;
  /** The missions that were found by their names. */
  readonly named: Map<string, string>;
  /** Acts that were sent and never confirmed: the same again is sent with the same key. */
  readonly unconfirmed: Map<string, string>;
};

/** What a tool answers, made for the room (tokens) that there is for texts. */
export type Answer = (room: number) => ToolAnswer;

/** Ends a call with an answer: what was meant is not possible, and what to do instead. */
export class NotPossible extends Error {
  override readonly name = 'NotPossible';
  readonly answer: Answer;

  constructor(answer: Answer | string) {
    super('not possible');
    this.answer = typeof answer === 'string' ? () => ({ head: [answer] }) : answer;
  }
}

/** Says what did not happen, and why: the reason may be in the service's words. */
export function failed(notDone: string, error: ApiError, next = ''): ToolAnswer {
  return { head: [notDone], data: [describeError(error).reason], tail: next === '' ? [] : [next] };
}

/** What the tools say of an act that did not end as meant. */
export type OutcomeWords = {
  /** A sentence: what did not happen. */
  readonly notDone: string;
  /** A sentence: where to look for whether it happened. */
  readonly look: string;
};

/**
 * The value of an act that is done.
 * @throws NotPossible for every other end, with what is known and what to do.
 */
export function valueOfAct<T>(outcome: Outcome<T> | Conditional<T>, words: OutcomeWords): T {
  const { notDone, look } = words;
  switch (outcome.kind) {
    case 'done':
      return outcome.value;
    case 'busy':
      throw new NotPossible(
        `${notDone} Another operation on it is in progress. Wait a moment and call the tool again.`,
      );
    case 'conflict':
      throw new NotPossible(`${notDone} It was changed by someone else in the meantime. ${look}`);
    case 'unsure':
      throw new NotPossible(() => ({
        head: [
          `UNKNOWN: Telnyx didn't confirm the request, so it may or may not have happened.${statusNow(outcome.run)}`,
          look,
        ],
        data: [describeError(outcome.error).reason],
      }));
    case 'refused':
      throw new NotPossible(() =>
        failed(`${notDone}${statusNow(outcome.run)}`, outcome.error, whatHelps(outcome.error)),
      );
  }
}

function statusNow(run: Run | undefined): string {
  return run ? ` The run is now ${jsonText(run.status)}.` : '';
}

/** What to do after a refusal. */
export function whatHelps({ kind }: ApiError): string {
  switch (kind) {
    case 'auth':
    case 'forbidden':
      return 'Tell the person: the API key has to be set or changed with the command "Missions: Set API Key". Do not try again before that.';
    case 'notFound':
      return 'Check the ID with telnyx_list_runs or telnyx_list_missions.';
    case 'conflict':
      return 'Read the run with telnyx_get_run before you go on.';
    case 'validation':
      return 'Correct the input and call the tool again.';
    case 'accountChanged':
      return 'The person has switched to another account. Ask them before you go on.';
    default:
      return 'Nothing was changed. Call the tool again later.';
  }
}
