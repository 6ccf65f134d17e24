import fc from 'fast-check';
import MarkdownIt from 'markdown-it';
import { describe, expect, it } from 'vitest';
import { citationNumbers, Citations } from '../../../src/agent/explain/citations';
import { explanationHead, explanationText } from '../../../src/agent/explain/explanationText';
import { inertMarkdown } from '../../../src/agent/explain/inertMarkdown';
import type { Explained } from '../../../src/agent/explain/prompts';
import { orAborted, readAnswer } from '../../../src/agent/explain/readAnswer';
import { EventColumns } from '../../../src/model/eventColumns';
import { hides, hostileTexts } from '../../hostile';

const eventId = '0b6a1c52-5d0e-4f57-9a51-000000000001';
const columns = new EventColumns();
columns.append([
  { eventId, runId: 'new', type: 'error', summary: 'No answer [7](https://evil.test)', timestamp: 1_700_000_000_000 },
  { eventId: 'second', runId: 'new', type: 'message', summary: 'Later', timestamp: 1_700_000_001_000 },
]);

const factsOf = (runId: string, events = columns) => ({
  run: { runId, missionId: 'mission', status: 'failed', startedAt: 1, updatedAt: 2 },
  steps: [
    { stepId: 'research', sequence: 1, description: 'Find roofers', status: 'failed' },
    { stepId: 'calls', sequence: 2, description: 'Call them', status: 'pending' },
  ],
  events: { columns: events, total: events.length, isWhole: true },
  now: 3,
});
const ofRun: Explained = { kind: 'run', run: factsOf('new') };
const ofDifference: Explained = {
  kind: 'difference',
  older: factsOf('old', new EventColumns()),
  newer: factsOf('new'),
  steps: [],
};

const print = (answer: string, isWhole = true, explained: Explained = ofRun) => {
  const citations = new Citations(explained);
  return { text: citations.print(answer, isWhole), cited: citations.cited };
};

describe('what a model cites', () => {
  it('gets numbers in their order where it is there, and the same one each time', () => {
    const { text, cited } = print(
      `Nobody answered [event ${eventId}] in [step research], see <event second> and [event ${eventId.toUpperCase()}].`,
    );
    expect(text).toBe('Nobody answered [1] in [2], see [3] and [1].');
    expect(cited).toMatchObject([
      { kind: 'event', eventId, run: { missionId: 'mission', runId: 'new' } },
      { kind: 'step', stepId: 'research' },
      { kind: 'event', eventId: 'second' },
    ]);
  });

  it.each([
    `[event ${eventId}, event second]`,
    `[event ${eventId}, second]`,
    `[Event: \`${eventId}\`; second]`,
    `[event ${eventId} and event second]`,
  ])('may be several at once: %s', (answer) => {
    expect(print(answer).text).toBe('[1] [2]');
  });

  it('may be a step as the data has it', () => {
    expect(print('Find roofers <!-- step: research --> failed').text).toBe('Find roofers [1] failed');
  });

  it('is of the run that is meant where two are compared', () => {
    const { text, cited } = print(
      `[older step research] [step research] [newer step calls] [event second]`,
      true,
      ofDifference,
    );
    expect(text).toBe('[1] [2] [3] [4]');
    expect(cited.map(({ role, run }) => [role, run.runId])).toEqual([
      ['older', 'old'],
      ['newer', 'new'],
      ['newer', 'new'],
      ['newer', 'new'],
    ]);
  });

  it('gets no link where the model has invented it', () => {
    const { text, cited } = print(
      'See [event 00000000-0000-4000-a000-000000000000], [step paint], [1], [ 12 ], [1](command:workbench.action.quit).',
    );
    expect(cited).toEqual([]);
    expect(text.match(citationNumbers)).toBeNull();
    expect(print('calls[1] failed[event second]').text.match(citationNumbers)).toEqual(['[1]']);
    expect(text).toContain('(1), ( 12 ), (1)');
  });

  it('is no number while it has not come whole', () => {
    expect(print(`It failed [event ${eventId.slice(0, 20)}`, false)).toEqual({ text: 'It failed ', cited: [] });
    expect(print('a < b', false).text).toBe('a ');
    expect(print('a < b').text).toBe('a < b');
  });
});

/** As VS Code's preview does it. */
const preview = new MarkdownIt({ html: true, linkify: true });
preview.linkify.set({ fuzzyLink: false, fuzzyEmail: false });
/** Ways to become a link, a picture or HTML. */
const attacks = [
  ...hostileTexts.map(({ text }) => text),
  '![x](https://evil.test/?q=secret)',
  '[x](command:workbench.action.quit)',
  '[x][1]\n\n[1]: https://evil.test',
  '![x]\n\n[x]: <https://evil.test>',
  '<https://evil.test>',
  'https://evil.test //evil.test ftp://evil.test',
  '<img src="https://evil.test">',
  '<!-- x --><a href="command:x">y</a>',
  '\\[x](https://evil.test) \\\\[x](https://evil.test)',
  '[x]\u200B(https://evil.test)',
  '[[1]](https://evil.test)',
  `[event ${eventId}](https://evil.test)`,
  `![event ${eventId}][x]\n\n[event ${eventId}]: https://evil.test`,
  `x][event ${eventId}](https://evil.test)`,
  '\uE0001\uE001(https://evil.test)',
];
const activeTags =
  /<(?!\/?(?:p|ul|ol|li|h\d|em|strong|code|pre|blockquote|hr|br|s|table|thead|tbody|tr|th|td)\b)[a-z!?/]/i;

function expectInert(markdown: string) {
  const html = preview.render(markdown);
  expect(activeTags.exec(html)?.[0] ?? 'none', markdown).toBe('none');
  expect(/https?:\/\/|ftp:\/\/|\bcommand:(?=\S)/.exec(markdown)?.[0] ?? 'none').toBe('none');
}

describe('the answer of a model', () => {
  it.each(attacks)('makes no link, no picture and no HTML, neither in the editor nor in a preview: %j', (attack) => {
    expectInert(inertMarkdown(attack));
    expectInert(print(`Before ${attack} after`).text);
    expect(hides(print(attack).text)).toBe(false);
  });

  it('makes none whatever it is put together of', () => {
    const piece = fc.oneof(
      fc.constantFrom(
        ...['[', ']', '(', ')', '<', '>', '!', ':', '\\', '`', '\n', ' ', '//', 'http', 'x', '1', '](x)', '\n[x]: x\n'],
      ),
      fc.constantFrom(...attacks),
      fc.constantFrom('\uE000', '\uE001', `[event ${eventId}]`, '[step calls]', '<!-- step: calls -->'),
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 12 }), (pieces) => expectInert(print(pieces.join('')).text)),
      { numRuns: 2000 },
    );
  });

  it('keeps its emphasis, lists and code', () => {
    const text = '**It failed** at:\n\n- `dial()`\n- *two* calls: a < b, [draft]\n\n```\nif (x[0]) y\n```\n';
    expect(inertMarkdown(text)).toBe(text);
  });

  it('stands in a document with texts of others, of which none acts', () => {
    const citations = new Citations(ofRun);
    const [title, model] = ['[2](command:x) <img src=x>', '![m](https://evil.test)'];
    const head = explanationHead({ title, model, withPayloads: false });
    const text = explanationText(head, `It failed [event ${eventId}].`, citations, 'Why: [x](command:y)');
    expectInert(text);
    expect(text).toContain('It failed [1].');
    expect(text.match(citationNumbers)).toEqual(['[1]', '[1]']);
    expect(text).toMatch(/^- \[1\] .*error · No answer \(7\) \(https: /m);
  });
});

describe('reading an answer', () => {
  async function* chunks(...parts: readonly string[]) {
    for (const part of parts) yield await Promise.resolve(part);
  }
  /** A model that neither answers nor listens. */
  const silentModel: AsyncIterable<string> = {
    [Symbol.asyncIterator]: () => ({ next: () => new Promise(() => undefined) }),
  };

  it('shows all that has come each time', async () => {
    const seen: string[] = [];
    const end = await readAnswer(chunks('It ', 'failed'), new AbortController().signal, (text) => seen.push(text));
    expect([end, seen]).toEqual(['whole', ['It ', 'It failed']]);
  });

  it('ends at once where it is cancelled, though the model does not listen', async () => {
    const stop = new AbortController();
    const reading = readAnswer(silentModel, stop.signal, () => undefined);
    const waiting = orAborted(new Promise(() => undefined), stop.signal);
    stop.abort();
    expect(await reading).toBe('stopped');
    expect(await waiting).toBeUndefined();
  });

  it('ends where nobody would read on, and tells the model', async () => {
    let isTold = false;
    async function* endless() {
      try {
        for (;;) yield await Promise.resolve('word '.repeat(1000));
      } finally {
        isTold = true;
      }
    }
    let last = '';
    expect(await readAnswer(endless(), new AbortController().signal, (text) => (last = text))).toBe('tooLong');
    expect(last).toHaveLength(20_000);
    await Promise.resolve();
    expect(isTold).toBe(true);
  });

  it('fails as the model does', async () => {
    async function* failing() {
      yield await Promise.resolve('It');
      throw new Error('quota');
    }
    await expect(readAnswer(failing(), new AbortController().signal, () => undefined)).rejects.toThrow('quota');
  });
});
