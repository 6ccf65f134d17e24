import type { RunEvent } from './event';
import { ExactNumber, isObject } from './jsonObject';
import { keepNewest } from './keepNewest';
import type { JsonObject } from './mission';
import { plainLine, plainText, shortened } from './plainText';
import type { Run } from './run';

/*
 * How an agent asks a person, whatever agent it is: it logs an event `message` with a question in its payload, and
 * pauses its run. Who answers logs an event `message` with the answer, and resumes it.
 */

/** The most that is taken of what agents and people write. Choices that are longer cannot be chosen. */
export const maxQuestionLength = 2000;
export const maxAnswerLength = 4000;
export const maxChoices = 20;
export const maxChoiceLength = 200;
const maxLineLength = 300;

/** So long (ms) after its question an agent may still report what it was doing; later, it has gone on without an answer. */
const maxLateReportMs = 60_000;
/** What is remembered of one run; the oldest go first. */
const maxRemembered = 100;

export type Question = {
  /** The event that asks. */
  readonly eventId: string;
  readonly runId: string;
  /** Epoch ms; NaN where it came without a time. */
  readonly at: number;
  /** May have several lines. What cannot be seen in it is named. */
  readonly text: string;
  /** As the agent wrote them, each once: one of them is sent back as it is, and shown by `plainLine`. */
  readonly choices: readonly string[];
  readonly agentId?: string;
  readonly stepId?: string;
};

export type Answer = {
  /** The event of the question. */
  readonly answerTo: string;
  readonly text: string;
};

type QuestionEvent = Pick<RunEvent, 'eventId' | 'runId' | 'type' | 'summary' | 'timestamp'> &
  Partial<Pick<RunEvent, 'stepId' | 'agentId' | 'payload'>>;

/** The payload of an event that asks. */
export function questionPayload(question: string, choices: readonly string[] = []): JsonObject {
  const offered = choicesOf(choices);
  return {
    kind: 'question',
    question: shortened(question.trim(), maxQuestionLength),
    ...(offered.length > 0 ? { choices: offered } : {}),
  };
}

/** The payload of an event that answers the question of the event `answerTo`. */
export function answerPayload(answerTo: string, answer: string): JsonObject {
  return { kind: 'answer', answer_to: answerTo, answer: shortened(answer, maxAnswerLength) };
}

/** What the event asks; `undefined` where it asks nothing. It may come from anybody: nothing in it is taken on trust. */
export function questionOf(event: QuestionEvent): Question | undefined {
  const payload = payloadOf(event, 'question');
  if (!payload) return undefined;
  const { eventId, runId, timestamp, summary, agentId, stepId } = event;
  const text = plainText(shortened(wordOf(payload.question) || summary.trim(), maxQuestionLength));
  if (text === '') return undefined;
  return {
    ...{ eventId, runId, at: timestamp, text, choices: choicesOf(payload.choices) },
    ...(agentId === undefined ? {} : { agentId }),
    ...(stepId === undefined ? {} : { stepId }),
  };
}

/** The question on one line, as much of it as fits where one line is shown. */
export function questionLine({ text }: Pick<Question, 'text'>): string {
  return shortened(plainLine(text), maxLineLength);
}

/** What the event answers; `undefined` where it answers nothing. */
export function answerOf(event: QuestionEvent): Answer | undefined {
  const payload = payloadOf(event, 'answer');
  const answerTo = wordOf(payload?.answer_to);
  if (!payload || answerTo === '') return undefined;
  return { answerTo, text: plainText(shortened(wordOf(payload.answer) || event.summary.trim(), maxAnswerLength)) };
}

/** The question that the run waits for, as far as its events tell: `undefined` where it is paused for another reason. */
export function openQuestionOf(run: Pick<Run, 'status'>, events: Iterable<QuestionEvent>): Question | undefined {
  if (run.status !== 'paused') return undefined;
  const questions = new AskedQuestions();
  for (const event of events) questions.note(event);
  return questions.open();
}

/** The questions of one run and what became of them. Its events may come in any order, and again. */
export class AskedQuestions {
  readonly #questions = new Map<string, Question>();
  readonly #answered = new Map<string, string>();
  /** When each agent worked the last time (epoch ms). */
  readonly #workedAt = new Map<string, number>();

  /** Returns whether it asks or answers something that was not known. */
  note(event: QuestionEvent): boolean {
    if (isWork(event)) {
      const { agentId = '', timestamp } = event;
      if (timestamp > (this.#workedAt.get(agentId) ?? -Infinity)) remember(this.#workedAt, agentId, timestamp);
      return false;
    }
    const answer = answerOf(event);
    if (answer && !this.#answered.has(answer.answerTo)) {
      remember(this.#answered, answer.answerTo, answer.text);
      return true;
    }
    const question = questionOf(event);
    if (!question || this.#questions.has(question.eventId)) return false;
    remember(this.#questions, question.eventId, question);
    return true;
  }

  /** The run went on at that time (epoch ms): it waits for none of those any more that were asked before. */
  pass(at: number): void {
    for (const question of this.#questions.values())
      if (!this.#answered.has(question.eventId) && timeOf(question) < at)
        remember(this.#answered, question.eventId, '');
  }

  /** The newest question that nobody has answered, and without whose answer its agent has not worked on. */
  open(): Question | undefined {
    let newest: Question | undefined;
    for (const question of this.#questions.values()) {
      if (this.#answered.has(question.eventId) || this.#hasWorkedOn(question)) continue;
      if (!newest || timeOf(question) >= timeOf(newest)) newest = question;
    }
    return newest;
  }

  #hasWorkedOn(question: Question): boolean {
    return (this.#workedAt.get(question.agentId ?? '') ?? -Infinity) > timeOf(question) + maxLateReportMs;
  }
}

const timeOf = ({ at }: Question) => (Number.isNaN(at) ? -Infinity : at);

function remember<T>(map: Map<string, T>, key: string, value: T): void {
  map.delete(key);
  map.set(key, value);
  keepNewest(map, maxRemembered);
}

function isWork({ type }: QuestionEvent): boolean {
  return type.startsWith('step_') || type.startsWith('tool_');
}

/** An agent's own words alone ask: what a tool has given back may say anything. */
function payloadOf({ type, payload }: QuestionEvent, kind: 'question' | 'answer'): JsonObject | undefined {
  if (type !== 'message' || !isObject(payload) || !Object.hasOwn(payload, 'kind')) return undefined;
  return wordOf(payload.kind).toLowerCase() === kind ? payload : undefined;
}

/** A word or a number as a text; empty for anything else. */
function wordOf(value: unknown): string {
  if (typeof value === 'string') return value.trim();
  return typeof value === 'number' || typeof value === 'boolean' || value instanceof ExactNumber ? String(value) : '';
}

/** Those that can be shown and told apart. */
function choicesOf(value: unknown): readonly string[] {
  if (!Array.isArray(value)) return [];
  const choices = new Map<string, string>();
  for (const one of value.slice(0, maxRemembered)) {
    const choice = wordOf(one);
    const shown = plainLine(choice);
    if (shown !== '' && choice.length <= maxChoiceLength && !choices.has(shown)) choices.set(shown, choice);
  }
  return [...choices.values()].slice(0, maxChoices);
}
