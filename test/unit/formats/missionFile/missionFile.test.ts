import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { Scalar } from 'yaml';
import { parseMissionFile } from '../../../../src/formats/missionFile/missionFile';
import { readTexts } from '../../../harness/germanTexts';
import { projectRoot } from '../../../harness/project';

const id = '1b7ac2b5-4b7e-4f6e-9d44-06a6b1f1a001';

/** Kind of each problem with the text that it stands under. */
function problems(text: string) {
  return parseMissionFile(text).problems.map(({ kind, range }) => [kind, text.slice(range.start, range.end)]);
}

/** How often the reading looks at a scalar: its cost, whatever else the machine does. */
function stepsOf(act: () => unknown): number {
  let steps = 0;
  for (const name of ['value', 'anchor'] as const) {
    const held = new WeakMap<object, unknown>();
    Object.defineProperty(Scalar.prototype, name, {
      configurable: true,
      get(this: object) {
        steps++;
        return held.get(this);
      },
      set(this: object, value: unknown) {
        held.set(this, value);
      },
    });
  }
  try {
    act();
  } finally {
    Reflect.deleteProperty(Scalar.prototype, 'value');
    Reflect.deleteProperty(Scalar.prototype, 'anchor');
  }
  return steps;
}

/** A file with this front matter and a short body. */
const file = (...lines: string[]) => ['---', ...lines, '---', '', 'Call them.'].join('\n');

describe('what was left in a file', () => {
  const conflict = (ours: string, theirs: string) => `<<<<<<< HEAD\n${ours}\n=======\n${theirs}\n>>>>>>> branch\n`;
  const lines = ['<<<<<<< HEAD', '=======', '>>>>>>> branch'];
  const markers = lines.map((line) => ['conflict', line]);

  it.each([
    ['the body', `---\nname: A\n---\n\n${conflict('Call.', 'Write.')}`, markers],
    ['the front matter', `---\n${conflict('name: A', 'name: B')}mission_id: ${id}\n---\n\nCall.\n`, markers],
    ['all of a file', conflict('---\nname: A\n---\n\nCall.', '---\nname: B\n---\n'), markers],
    ['the end of the front matter', `---\n${conflict('name: A\n---', 'name: B\n---\n')}`, markers],
    ['a list', `---\nname: A\nmetadata:\n${conflict('  a: 1', '  a: 2')}---\n`, markers],
    [
      'Windows lines, with what was there before',
      `---\r\nname: A\r\n---\r\n\r\n<<<<<<< HEAD\r\n||||||| 1\r\n=======\r\n>>>>>>> branch\r\n`,
      [markers[0], ['conflict', '||||||| 1'], markers[1], markers[2]],
    ],
    ['what is only half resolved', '---\nname: A\n---\n\nCall.\n=======\nWrite.\n>>>>>>> branch', [markers[2]]],
  ])('is an error at the line where it is a conflict of Git: %s', (_, text, expected) => {
    expect(problems(text)).toEqual(expected);
    expect(parseMissionFile(text)).not.toHaveProperty('content');
    expect(parseMissionFile(text).problems.every(({ severity }) => severity === 'error')).toBe(true);
    if (text.includes(id)) expect(parseMissionFile(text).missionId).toBe(id);
  });

  it.each([
    'Steps\n=======\n',
    '<<<<<<<<\n',
    ' <<<<<<< a\n',
    '`<<<<<<<`\n',
    '<<<<<<<a\n',
    '|||||||\n',
    '> > > > > > > a\n',
  ])('is no conflict: %j', (body) => expect(problems(`---\nname: A\n---\n\n${body}`)).toEqual([]));

  it('is a warning where it is what a template says in place of instructions', () => {
    const body =
      '# A\r\n\r\nWhat the agent is to reach, in a sentence.\r\n\r\n1. Was er zuerst tut.  \r\n\r\nDone when';
    const file = `---\r\nname: A\r\n---\r\n\r\n${body}`;
    expect(problems(file)).toEqual([
      ['placeholder', 'What the agent is to reach, in a sentence.'],
      ['placeholder', 'Was er zuerst tut.'],
    ]);
    expect(parseMissionFile(file).content?.definition.instructions).toBe(body.replaceAll('\r\n', '\n'));
    expect(problems('---\nname: A\n---\n\nWrite What it does first. Then call.')).toEqual([]);
    expect(problems('---\nname: What it does first.\n---\n\nCall.')).toEqual([]);
  });

  it('is known of every sentence of our template, in each language', () => {
    const source = readFileSync(path.join(projectRoot, 'src/commands/shared/missionTemplate.ts'), 'utf8');
    const german = readTexts('l10n/bundle.l10n.de.json');
    const sentences = [...source.matchAll(/l10n\.t\((['"])(.*\.)\1\)/g)].map(([, , sentence = '']) => sentence);
    expect(sentences).toHaveLength(3);
    const body = sentences.flatMap((sentence) => [sentence, german[sentence] ?? '']).join('\n\n');
    expect(problems(`---\nname: A\n---\n\n${body}`)).toHaveLength(6);
  });
});

describe('what YAML reads as something else', () => {
  it.each([
    ['<<: {a: 1}', 'mergeKey', '<<'],
    ['metadata: {b: {<<: {a: 1}}}', 'mergeKey', '<<'],
    ['description: Call #12 first', 'cutOff', 'Call #12 first'],
    ['model: m #1', 'cutOff', 'm #1'],
    ['metadata: {a: 0o17}', 'numberChanges', '0o17'],
  ])('is named: %s', (line, kind, where) => {
    expect(problems(file('name: A', line))).toEqual([[kind, where]]);
  });

  it.each([
    'description: Call # them',
    'metadata: {"<<": 1}',
    "metadata: {'<<': {a: 1}}",
    'metadata: {a: 1.5, b: 1e+21, c: -3}',
    // They keep their digits.
    'metadata: {a: 1293384261075731499, b: 1.10, c: 1.0, d: 12e5}',
  ])('is nothing that it reads as it is written: %s', (line) => expect(problems(file('name: A', line))).toEqual([]));
});

describe('parseMissionFile', () => {
  it('reads the front matter and takes the body as it is', () => {
    const text = file('name: Quotes', 'execution_mode: managed', 'metadata:', '  city: Köln', `mission_id: ${id}`);
    const { content, entries } = parseMissionFile(`${text}\n\n---\nname: not a key\n`);
    expect(content).toEqual({
      missionId: id,
      definition: {
        name: 'Quotes',
        executionMode: 'managed',
        metadata: { city: 'Köln' },
        instructions: 'Call them.\n\n---\nname: not a key\n',
      },
    });
    expect(
      entries.map(({ key, valueRange }) => [key, text.slice(valueRange.start, valueRange.end)]).slice(0, 2),
    ).toEqual([
      ['name', 'Quotes'],
      ['execution_mode', 'managed'],
    ]);
  });

  it.each([
    ['a byte order mark', '\uFEFF---\nname: A\n---\nBody', 'Body'],
    ['Windows line ends', '---\r\nname: A\r\n---\r\n\r\nOne\r\nTwo', 'One\nTwo'],
    ['no line end after the last fence', '---\nname: A\n---', ''],
    ['one empty line before the body, no more', '---\nname: A\n---\n\n\nBody\n', '\nBody\n'],
    ['blanks behind a fence', '--- \nname: A\n---\t\nBody', 'Body'],
    ['dots as the last fence', '---\nname: A\n...\nBody', 'Body'],
  ])('copes with %s', (_, text, instructions) => {
    expect(parseMissionFile(text)).toMatchObject({
      problems: [],
      content: { definition: { name: 'A', executionMode: 'external', instructions } },
    });
  });

  it.each([
    ['no front matter', '# Title\nBody', [['noFrontMatter', '# Title']]],
    ['an empty file', '', [['noFrontMatter', '']]],
    ['an unclosed one', '---\nname: A\n', [['notClosed', '---']]],
    ['no name', file('model: m'), [['missingName', '---']]],
    ['nothing in it', '---\n---\n', [['missingName', '---']]],
    ['an empty name', file('name: "  "'), [['missingName', '"  "']]],
    ['an unknown key', file('name: A', 'instrucions: x'), [['unknownKey', 'instrucions']]],
    ['a wrong mode', file('name: A', 'execution_mode: extern'), [['unknownMode', 'extern']]],
    ['a number for a text', file('name: 42'), [['notText', '42']]],
    ['a map for a text', file('name: A', 'model: {a: 1}'), [['notText', '{a: 1}']]],
    ['metadata that is a list', file('name: A', 'metadata: [a]'), [['metadataNotAMap', '[a]']]],
    ['metadata that is text', file('name: A', 'metadata: a'), [['metadataNotAMap', 'a']]],
    ['an id that is none', file('name: A', 'mission_id: abc'), [['notAnId', 'abc']]],
    ['a key twice', file('name: A', 'name: B'), [['duplicateKey', 'name']]],
    [
      '__proto__ twice',
      file('name: A', 'metadata:', '  __proto__: 1', '  __proto__: 2'),
      [['duplicateKey', '__proto__']],
    ],
    ['a list at the top', file('- name'), [['noKeys', '- name\n']]],
    ['a phone number', file('name: A', 'metadata: {tel: +4930123}'), [['numberChanges', '+4930123']]],
    ['a number with zeros', file('name: A', 'metadata: {plz: 01067}'), [['numberChanges', '01067']]],
    ['what JSON cannot say', file('name: A', 'metadata: {a: .inf}'), [['notJson', '.inf']]],
    ['keys that are one in JSON', file('name: A', 'metadata: {1: a, "1": b}'), [['sameInJson', '"1"']]],
    ['an alias of nothing', file('name: A', 'model: *m'), [['unknownAlias', '*m']]],
    ['an alias in itself', file('name: A', 'metadata: &m', '  a: *m'), [['tooLarge', '*m']]],
    ['a tag of another language', file('name: A', 'model: !js x'), [['yaml', '!js']]],
  ])('tells of %s where it stands', (_, text, expected) => {
    expect(problems(text)).toEqual(expected);
  });

  it('has no content to publish with an error, and has with a warning', () => {
    expect(parseMissionFile(file('name: 42')).content).toBeUndefined();
    expect(parseMissionFile(file('name: A', 'colour: red')).content?.definition).not.toHaveProperty('colour');
  });

  it('knows the mission even where the rest is wrong', () => {
    expect(parseMissionFile(file('name: 42', `mission_id: ${id}`)).missionId).toBe(id);
  });

  it('says what the YAML parser says', () => {
    const text = file('name: "A', 'model: m');
    const [problem] = parseMissionFile(text).problems;
    expect(problem).toMatchObject({ kind: 'yaml', severity: 'error' });
  });

  it('takes aliases for what they stand for', () => {
    const { content } = parseMissionFile(file('name: &n A', 'description: *n', 'metadata: {n: *n}'));
    expect(content?.definition).toMatchObject({ description: 'A', metadata: { n: 'A' } });
  });

  it('does not let __proto__ reach a prototype', () => {
    const metadata = parseMissionFile(file('name: A', 'metadata:', '  __proto__: {evil: 1}')).content?.definition
      .metadata;
    expect(Object.keys(metadata ?? {})).toEqual(['__proto__']);
    expect((metadata as { evil?: unknown }).evil).toBeUndefined();
  });

  it('stops at aliases that say billions, and at lists that nest without end', () => {
    const laughs = Array.from({ length: 12 }, (_, i) =>
      i === 0
        ? '  a0: &a0 [lol]'
        : `  a${i}: &a${i} [${Array(10)
            .fill(`*a${i - 1}`)
            .join(', ')}]`,
    );
    expect(problems(file('name: A', 'metadata:', ...laughs)).map(([kind]) => kind)).toEqual(['tooLarge']);
    const deep = file('name: A', `metadata: {a: ${'['.repeat(300)}${']'.repeat(300)}}`);
    expect(problems(deep).map(([kind]) => kind)).toEqual(['tooDeep']);
    const deeper = file('name: A', `metadata: ${'['.repeat(20_000)}`);
    expect(parseMissionFile(deeper).content).toBeUndefined();
  });

  it.each([2000, 20_000, 49_000])('refuses %i levels with a word, in every way to write them', (levels) => {
    const [open, close] = ['['.repeat(levels), ']'.repeat(levels)];
    for (const metadata of [
      `{a: ${open}${close}}`,
      `{a: ${open}`,
      '{a: '.repeat(levels / 4),
      '\n  ' + '- '.repeat(levels),
    ])
      expect(problems(file('name: A', `mission_id: ${id}`, `metadata: ${metadata}`))[0]?.[0]).toBe('tooDeep');
    expect(parseMissionFile(file('name: A', `mission_id: ${id}`, `metadata: {a: ${open}`)).missionId).toBe(id);
  });

  it('takes what nests 200 levels deep', () => {
    const { content } = parseMissionFile(file('name: A', `metadata: {a: ${'['.repeat(199)}${']'.repeat(199)}}`));
    expect(content?.definition.metadata).toBeDefined();
  });

  it('says at its first line that a front matter is too large, and which mission it is', () => {
    const keys = Array.from({ length: 40_000 }, (_, index) => `  k${index}: v${index}`);
    const text = file('name: A', `mission_id: ${id}`, 'metadata:', ...keys);
    expect(text.length).toBeGreaterThan(469_000);
    expect(problems(text)).toEqual([['frontMatterTooLarge', 'name: A']]);
    expect(parseMissionFile(text)).toMatchObject({ missionId: id });
    expect(parseMissionFile(text).content).toBeUndefined();
  });

  it.each([
    ['keys', (count: number) => Array.from({ length: count }, (_, index) => `  k${index}: v`)],
    ['aliases', (count: number) => Array.from({ length: count }, (_, index) => `  k${index}: *a`)],
    ['anchors', (count: number) => Array.from({ length: count / 2 }, (_, i) => `  k${i}: &a${i} v\n  l${i}: *a${i}`)],
  ])('reads %s once each, however many there are', (_, lines) => {
    const count = 5000;
    const text = file('name: &a A', 'metadata:', ...lines(count));
    expect(stepsOf(() => parseMissionFile(text)) / count).toBeLessThan(50);
  });

  it('reads a front matter once while the instructions change', () => {
    const text = file('name: A', ...Array.from({ length: 500 }, (_, index) => `key${index}: v`));
    parseMissionFile(text);
    const steps = stepsOf(() => expect(parseMissionFile(`${text} More.`).problems).toHaveLength(500));
    expect(steps).toBe(0);
  });

  it('finds a key twice at any depth, whatever its quotes', () => {
    expect(problems(file('name: A', 'metadata:', '  a: [{b c: 1, "b c": 2}]', '  1: x', '  1: y'))).toEqual([
      ['duplicateKey', '"b c"'],
      ['duplicateKey', '1'],
    ]);
  });
});
