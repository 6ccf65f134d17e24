import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseMissionFile, type MissionFileContent } from '../../../../src/formats/missionFile/missionFile';
import {
  printMissionFile,
  sameMissionContent,
  unfitAsFile,
  updateMissionFile,
} from '../../../../src/formats/missionFile/missionFileUpdate';
import type { MissionDefinition } from '../../../../src/model/mission';
import { content } from './missionContents';

const id = '1b7ac2b5-4b7e-4f6e-9d44-06a6b1f1a001';

const written = `---
# Who owns this: the procurement team
name:   "Collect quotes"   # shown in the tree

model: gpt-4o  # the cheap one
description: |-  # for people
  Calls suppliers.

  Twice.

# everything below is for machines
metadata:
    # where
    city:   'Berlin'   # or Köln
    limits: { calls: 10,   # a day
              hours: [9, 17] }
    tags:
    - a   # first
    - b
custom: kept # by somebody else
---

Call them.
---
Then write.`;

const deepObject = (levels: number): Record<string, unknown> => {
  let value: Record<string, unknown> = {};
  for (let level = 1; level < levels; level++) value = { a: value };
  return value;
};

function contentOf(text: string): MissionFileContent {
  const { content: read, problems } = parseMissionFile(text);
  if (!read) throw new Error(JSON.stringify(problems));
  return read;
}

function pull(text: string, change: Partial<MissionDefinition>, missionId?: string): string {
  const { definition } = contentOf(text);
  const update = updateMissionFile(text, {
    definition: { ...definition, ...change },
    ...(missionId === undefined ? {} : { missionId }),
  });
  return update.kind === 'changed' ? update.text : update.kind;
}

/** The lines that differ: what went, what came. */
function diff(before: string, after: string): { gone: string[]; come: string[] } {
  const [old, fresh] = [before.split('\n'), after.split('\n')];
  return { gone: old.filter((line) => !fresh.includes(line)), come: fresh.filter((line) => !old.includes(line)) };
}

describe('updateMissionFile', () => {
  it('writes a key that would be a merge key so that it is none', () => {
    const definition = {
      name: 'A',
      executionMode: 'external',
      metadata: { '<<': { a: 1 }, b: '<<' },
      instructions: '',
    };
    const text = printMissionFile({ definition });
    expect(parseMissionFile(text).problems).toEqual([]);
    expect(contentOf(text).definition.metadata).toEqual(definition.metadata);
    const changed = pull('---\nname: A\nmetadata:\n  a: 1\n---\n', { metadata: { a: 1, '<<': 2 } });
    expect(contentOf(changed).definition.metadata).toEqual({ a: 1, '<<': 2 });
  });

  it('replaces a conflict in the instructions, also by instructions that have one, and refuses one in the front matter', () => {
    const conflict = '<<<<<<< HEAD\na\n=======\nb\n>>>>>>> branch\n';
    const theirs = { definition: { name: 'A', executionMode: 'external', instructions: 'Call.\n' } };
    const text = (body: string) => `---\nname: A\n---\n\n${body}`;
    expect(updateMissionFile(text(conflict), theirs)).toEqual({ kind: 'changed', text: text('Call.\n') });
    const live = { definition: { ...theirs.definition, instructions: conflict } };
    expect(updateMissionFile(text('Call.\n'), live)).toEqual({ kind: 'changed', text: text(conflict) });
    expect(updateMissionFile(`---\nname: A\n${conflict}---\n`, theirs)).toMatchObject({
      kind: 'refused',
      problems: [{ kind: 'conflict' }, { kind: 'conflict' }, { kind: 'conflict' }],
    });
  });

  it.each<[string, Partial<MissionDefinition>, string[], string[]]>([
    [
      'a name',
      { name: 'New: name' },
      ['name:   "Collect quotes"   # shown in the tree'],
      ['name:   "New: name"   # shown in the tree'],
    ],
    ['a model', { model: 'm2' }, ['model: gpt-4o  # the cheap one'], ['model: m2  # the cheap one']],
    ['a mode', { executionMode: 'managed' }, [], ['execution_mode: managed']],
    [
      'a block',
      { description: 'Calls suppliers.\n\nOnce.' },
      ['description: |-  # for people', '  Twice.'],
      ['description: |- # for people', '  Once.'],
    ],
    [
      'a block to a line',
      { description: 'One' },
      ['description: |-  # for people', '  Calls suppliers.', '  Twice.'],
      ['description: One # for people'],
    ],
    [
      'a line to a block',
      { model: 'a\nb' },
      ['model: gpt-4o  # the cheap one'],
      ['model: |-  # the cheap one', '  a', '  b'],
    ],
    [
      'a leaf of the metadata',
      { metadata: { city: 'Bonn', limits: { calls: 10, hours: [9, 17] }, tags: ['a', 'b'] } },
      ["    city:   'Berlin'   # or Köln"],
      ["    city:   'Bonn'   # or Köln"],
    ],
    [
      'a member of the metadata that is new',
      { metadata: { city: 'Berlin', limits: { calls: 10, hours: [9, 17] }, tags: ['a', 'b'], plz: '01067' } },
      [],
      ['    plz: "01067"'],
    ],
    [
      'a member of the metadata that is gone',
      { metadata: { city: 'Berlin', tags: ['a', 'b'] } },
      ['    limits: { calls: 10,   # a day', '              hours: [9, 17] }'],
      [],
    ],
    [
      'a list, whose comments stay',
      { metadata: { city: 'Berlin', limits: { calls: 10, hours: [9, 17] }, tags: ['a', 'b', 'c'] } },
      ['    - a   # first', '    - b'],
      ['      - a # first', '      - b', '      - c'],
    ],
  ])('changes nothing but %s', (_, change, gone, come) => {
    const text = pull(written, change);
    expect(diff(written, text)).toEqual({ gone, come });
    expect(contentOf(text).definition).toEqual({ ...contentOf(written).definition, ...change });
  });

  it('keeps the comments inside of braces that change', () => {
    const text = pull(written, {
      metadata: { city: 'Berlin', limits: { calls: 11, hours: [9, 17] }, tags: ['a', 'b'] },
    });
    expect(text).toContain('# a day');
    expect(text).toContain("    city:   'Berlin'   # or Köln");
  });

  it('takes away what the mission no longer has, and leaves the comment above it', () => {
    const { definition } = contentOf(written);
    const update = updateMissionFile(written, { definition: { ...definition, metadata: {} } });
    expect(update).toMatchObject({ kind: 'changed' });
    const text = update.kind === 'changed' ? update.text : '';
    expect(text).toContain('# everything below is for machines\n');
    expect(text).not.toContain('city');
    expect(text).toContain('custom: kept # by somebody else');
  });

  it('writes the id behind the rest, and finds its own place for every key', () => {
    expect(diff(written, pull(written, {}, id)).come).toEqual([`mission_id: ${id}`]);
    const small = '---\nmission_id: x # mine\nname: A\n---\nBody\n';
    expect(pull(small, { description: 'D', model: 'm', executionMode: 'managed' }, 'x')).toBe(
      '---\nmission_id: x # mine\nname: A\ndescription: D\nmodel: m\nexecution_mode: managed\n---\nBody\n',
    );
  });

  it('fills empty values in, before their comments', () => {
    expect(pull('---\nname: A\nmodel: # later\nmetadata:\n---\n', { model: 'm', metadata: { a: 1 } })).toBe(
      '---\nname: A\nmodel: m # later\nmetadata:\n  a: 1\n---\n',
    );
  });

  it.each([
    ['a byte order mark', '\uFEFF---\nname: A\n---\nBody', '\uFEFF---\nname: B\n---\nBody\n\nMore'],
    ['Windows line ends', '---\r\nname: A # a\r\n---\r\n\r\nBody', '---\r\nname: B # a\r\n---\r\n\r\nBody\r\n\r\nMore'],
    ['no line end', '---\nname: A\n---', '---\nname: B\n---\nBody\n\nMore'],
    ['no front matter', 'Body', '---\nname: B\n---\n\nBody\n\nMore'],
    ['an empty one', '---\n# to do\n---\nBody', '---\n# to do\nname: B\n---\nBody\n\nMore'],
    ['braces', '---\n{ name: A } # c\n---\nBody', '---\n{ name: B } # c\n---\nBody\n\nMore'],
    ['a name that is a number', '---\nname: 42\n---\nBody', '---\nname: B\n---\nBody\n\nMore'],
  ])('copes with %s', (_, text, expected) => {
    const update = updateMissionFile(text, {
      definition: { name: 'B', executionMode: 'external', instructions: 'Body\n\nMore' },
    });
    expect(update).toEqual({ kind: 'changed', text: expected });
  });

  it('keeps apart what begins with an empty line', () => {
    const text = pull('---\nname: A\n---\nBody', { instructions: '\nBody' });
    expect(text).toBe('---\nname: A\n---\n\n\nBody');
  });

  it('puts aliases right that a change would take along', () => {
    const text = pull('---\nname: &n A # n\ndescription: *n\nmetadata:\n  also: *n\n---\n', { name: 'B' });
    expect(contentOf(text).definition).toMatchObject({ name: 'B', description: 'A', metadata: { also: 'A' } });
    expect(text).toContain('# n');
  });

  it.each([' \n', '  \n \n', '\n\n', ' \n ', '\t\n'])('keeps blanks that are all there is: %j', (model) => {
    expect(contentOf(pull(written, { model, metadata: { a: [model] } })).definition).toMatchObject({
      model,
      metadata: { a: [model] },
    });
  });

  it('refuses what it cannot read', () => {
    const update = updateMissionFile('---\nname: "A\n---\nBody', {
      definition: { name: 'B', executionMode: 'external' },
    });
    expect(update).toMatchObject({ kind: 'refused', problems: [{ kind: 'yaml' }] });
    expect(updateMissionFile('---\nname: A\n', { definition: { name: 'B', executionMode: 'external' } })).toMatchObject(
      {
        kind: 'refused',
        problems: [{ kind: 'notClosed' }],
      },
    );
  });
});

describe('of any mission', () => {
  it('parse → print → parse is the identity', () => {
    fc.assert(
      fc.property(content, (mission) => {
        const printed = printMissionFile(mission);
        const read = contentOf(printed);
        expect(sameMissionContent(read, mission)).toBe(true);
        expect(printMissionFile(read)).toBe(printed);
      }),
      { numRuns: 500 },
    );
  });

  it('a pull brings the file there, and a second one changes nothing: publish, then pull is the identity', () => {
    const from = fc.oneof(
      content.map(printMissionFile),
      fc.constant(written),
      fc.constant(written.replaceAll('\n', '\r\n')),
    );
    fc.assert(
      fc.property(from, content, (text, mission) => {
        const update = updateMissionFile(text, mission);
        const pulled = update.kind === 'changed' ? update.text : text;
        expect(update.kind).not.toBe('refused');
        // What would be published is what was pulled …
        expect(sameMissionContent(contentOf(pulled), mission)).toBe(true);
        // … and what comes back changes not a byte.
        expect(updateMissionFile(pulled, mission)).toEqual({ kind: 'same' });
        expect(updateMissionFile(pulled, contentOf(pulled))).toEqual({ kind: 'same' });
      }),
      { numRuns: 500 },
    );
  });

  it('comments, foreign keys and the order of the keys survive a pull', () => {
    fc.assert(
      fc.property(content, ({ definition, missionId }) => {
        const lines = [
          '---',
          '# top',
          'execution_mode: managed # mode',
          '# of the name',
          'name: A # name',
          'foreign: [1,  2] # own',
          '# end',
          '---',
          '',
        ];
        const update = updateMissionFile(lines.join('\n'), {
          definition,
          ...(missionId === undefined ? {} : { missionId }),
        });
        const text = update.kind === 'changed' ? update.text : '';
        const at = ['# top\n', '# mode\n', '# of the name\n', '# name\n', 'foreign: [1,  2] # own\n', '# end\n'].map(
          (part) => text.indexOf(part),
        );
        expect(at).not.toContain(-1);
        expect(at).toEqual(at.toSorted((a, b) => a - b));
      }),
      { numRuns: 300 },
    );
  });
});

describe('what does not fit into a mission file', () => {
  const definition = { name: 'A', executionMode: 'external' };
  const keys = (count: number) => Object.fromEntries(Array.from({ length: count }, (_, i) => [`key${i}`, `value${i}`]));

  it.each([
    ['metadata of 40,000 keys', keys(40_000), 'frontMatterTooLarge'],
    ['metadata that is a little too large', keys(5500), 'frontMatterTooLarge'],
    ['metadata of 2,000 levels', deepObject(2000), 'tooDeep'],
    ['metadata of 20,000 levels', deepObject(20_000), 'tooDeep'],
  ])('is named and not written: %s', (_, metadata, kind) => {
    const wanted = { definition: { ...definition, metadata } };
    expect(unfitAsFile(wanted)).toMatchObject({ kind });
    expect(updateMissionFile(written, wanted)).toMatchObject({ kind: 'refused', problems: [{ kind }] });
  });

  it('a NUL in the instructions would make it a binary file', () => {
    expect(unfitAsFile({ definition: { ...definition, instructions: 'one\0' } })).toEqual({ kind: 'binary' });
    // Front matter has escapes.
    const named = { definition: { ...definition, name: 'one\0' } };
    expect(unfitAsFile(named)).toBeUndefined();
    expect(printMissionFile(named)).not.toContain('\0');
  });

  it('leaves a file alone that is too large itself, and says so', () => {
    const text = `---\nname: A\nmetadata:\n${'  a: b\n'.repeat(20_000)}---\n`;
    const update = updateMissionFile(text, { definition });
    expect(update).toMatchObject({ kind: 'refused', problems: [{ kind: 'frontMatterTooLarge' }] });
  });

  it('changes each of thousands of keys, and nothing else', () => {
    const text = printMissionFile({ definition: { ...definition, metadata: keys(4000) } });
    const metadata = Object.fromEntries(Object.entries(keys(4000)).map(([key, value]) => [key, `${value}!`]));
    const update = updateMissionFile(text, { definition: { ...definition, metadata } });
    expect(update).toEqual({ kind: 'changed', text: text.replace(/: value\d+/g, '$&!') });
    expect(unfitAsFile({ definition: { ...definition, metadata } })).toBeUndefined();
  });
});
