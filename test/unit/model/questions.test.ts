import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseJson } from '../../../src/model/jsonObject';
import {
  answerOf,
  answerPayload,
  AskedQuestions,
  maxAnswerLength,
  maxChoiceLength,
  maxChoices,
  maxQuestionLength,
  openQuestionOf,
  questionOf,
  questionPayload,
} from '../../../src/model/questions';
import { plainText } from '../../../src/model/plainText';
import { hostileTexts } from '../../hostile';

type Event = Parameters<typeof questionOf>[0];
let nextId = 0;
const event = (more: Partial<Event> = {}): Event => ({
  eventId: `e${++nextId}`,
  runId: 'r',
  type: 'message',
  summary: 'Question',
  timestamp: nextId * 1000,
  agentId: 'a',
  ...more,
});
const asks = (question: string, more: Partial<Event> = {}, choices?: readonly string[]) =>
  event({ payload: questionPayload(question, choices), ...more });
const answers = (to: Event, more: Partial<Event> = {}) => event({ payload: answerPayload(to.eventId, 'Yes'), ...more });
const minute = 60_000;

describe('an event that asks', () => {
  it('is recognized by its payload, with the choices that it offers', () => {
    const asked = asks('Which roofer?', { eventId: 'q', timestamp: 5, stepId: 's' }, ['Halsted', 'Prairie']);
    expect(asked.payload).toEqual({ kind: 'question', question: 'Which roofer?', choices: ['Halsted', 'Prairie'] });
    expect(questionOf(asked)).toEqual({
      ...{ eventId: 'q', runId: 'r', at: 5, text: 'Which roofer?', choices: ['Halsted', 'Prairie'] },
      ...{ agentId: 'a', stepId: 's' },
    });
    expect(questionPayload(' Sure? ')).toEqual({ kind: 'question', question: 'Sure?' });
  });

  it('is taken with a kind in capitals, its summary as question, and numbers as choices', () => {
    const payload = parseJson('{ "kind": " Question ", "choices": [1, 1.0, true, "1", null, {}, [], " "] }') as object;
    expect(questionOf(event({ summary: ' How many? ', payload: { ...payload } }))).toMatchObject({
      text: 'How many?',
      choices: ['1', '1.0', 'true'],
    });
  });

  it.each([
    ['without a payload', {}],
    ['of another kind', { payload: { kind: 'answer', question: 'x' } }],
    ['of a kind that is no text', { payload: { kind: ['question'], question: 'x' } }],
    ['of an inherited kind', { payload: Object.create({ kind: 'question', question: 'x' }) as Record<string, never> }],
    ['of another type', { type: 'tool_result', payload: { kind: 'question', question: 'x' } }],
    ['without a word', { summary: ' ', payload: { kind: 'question', question: [] } }],
  ])('is none %s', (_, more) => {
    expect(questionOf(event(more))).toBeUndefined();
  });

  it('is cut where it is too long, and offers what can be shown and told apart', () => {
    const long = questionOf(asks(`${'x'.repeat(maxQuestionLength - 2)}😀😀`));
    expect(long?.text, 'no half of a character').toBe(`${'x'.repeat(maxQuestionLength - 2)}…`);
    const choices = ['a\nb', 'a b', 'y'.repeat(maxChoiceLength), 'y'.repeat(maxChoiceLength + 1)];
    expect(questionOf(event({ payload: { kind: 'question', choices } }))?.choices).toEqual(['a\nb', choices[2]]);
    const many = Array.from({ length: 1000 }, (_, i) => `choice ${i}`);
    expect(questionOf(event({ payload: { kind: 'question', choices: many } }))?.choices).toEqual(
      many.slice(0, maxChoices),
    );
    expect(questionPayload('x', many).choices).toHaveLength(maxChoices);
  });

  it.each(hostileTexts)('shows $what as text', ({ text }) => {
    const found = questionOf(asks(text, {}, [text]));
    expect(found?.text).toBe(plainText(text));
    expect(found?.choices).toEqual([text]);
  });
});

describe('an event that answers', () => {
  it('names the question', () => {
    const answered = event({ payload: answerPayload('q', 'Halsted') });
    expect(answered.payload).toEqual({ kind: 'answer', answer_to: 'q', answer: 'Halsted' });
    expect(answerOf(answered)).toEqual({ answerTo: 'q', text: 'Halsted' });
    expect(questionOf(answered)).toBeUndefined();
    expect(answerOf(event({ payload: { kind: 'answer', answer: 'Halsted' } }))).toBeUndefined();
    expect(answerPayload('q', 'x'.repeat(99_999)).answer).toHaveLength(maxAnswerLength);
  });
});

describe('the question that a run waits for', () => {
  const paused = { status: 'paused' };

  it('is the newest without an answer, while the run is paused', () => {
    const [first, second] = [asks('First?'), asks('Second?')];
    expect(openQuestionOf(paused, [first, second])?.text).toBe('Second?');
    expect(openQuestionOf(paused, [second, first])?.text).toBe('Second?');
    expect(openQuestionOf(paused, [answers(second), second, first])?.text).toBe('First?');
    expect(openQuestionOf(paused, [first, second, answers(first), answers(second)])).toBeUndefined();
    expect(openQuestionOf({ status: 'running' }, [first])).toBeUndefined();
    expect(openQuestionOf(paused, [event()])).toBeUndefined();
  });

  it('is none where its agent has gone on without an answer: somebody has paused it for another reason', () => {
    const asked = asks('First?', { timestamp: minute });
    const works = (timestamp: number, agentId = 'a') => event({ type: 'tool_call', timestamp, agentId });
    expect(openQuestionOf(paused, [asked, works(2 * minute + 1)])).toBeUndefined();
    expect(openQuestionOf(paused, [works(2 * minute + 1), asked])).toBeUndefined();
    // What it was doing when it asked may be reported a little later; others may work on.
    expect(openQuestionOf(paused, [asked, works(2 * minute)])?.text).toBe('First?');
    expect(openQuestionOf(paused, [asked, works(9 * minute, 'b')])?.text).toBe('First?');
  });

  it('is none of those that it has gone on from', () => {
    const asked = new AskedQuestions();
    const first = asks('First?', { timestamp: 1000 });
    expect(asked.note(first)).toBe(true);
    expect(asked.note(first)).toBe(false);
    asked.pass(1000);
    expect(asked.open()?.text).toBe('First?');
    asked.pass(1001);
    expect(asked.open()).toBeUndefined();
    asked.note(asks('Second?'));
    expect(asked.open()?.text).toBe('Second?');
  });

  it('is found whatever was logged, and little is remembered', () => {
    const any = fc.record({
      eventId: fc.constantFrom('a', 'b', 'c'),
      type: fc.constantFrom('message', 'step_started', 'constructor'),
      timestamp: fc.oneof(fc.double(), fc.constant(NaN)),
      payload: fc.option(fc.dictionary(fc.constantFrom('kind', 'question', 'choices', 'answer_to'), fc.anything()), {
        nil: undefined,
      }),
    });
    fc.assert(
      fc.property(fc.array(any), (rows) => {
        const asked = new AskedQuestions();
        for (const { payload, ...row } of rows) asked.note(event({ ...row, ...(payload ? { payload } : {}) }));
        const open = asked.open();
        if (open) expect(open.text.length).toBeLessThanOrEqual(maxQuestionLength);
      }),
    );
    const asked = new AskedQuestions();
    for (let i = 0; i < 5000; i++) asked.note(asks(`Question ${i}`));
    for (let i = 0; i < 5000; i++) asked.note(event({ payload: answerPayload(`${i}`, '') }));
    expect(asked.open()?.text).toBe('Question 4999');
  });
});
