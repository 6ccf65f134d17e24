import fc from 'fast-check';
import type { MissionFileContent } from '../../../../src/formats/missionFile/missionFile';

/** Texts as people and agents write them, and what breaks naive YAML: fences, comments, quotes, tags, `__proto__`. */
export const text = fc.oneof(
  fc.string({ unit: 'grapheme', maxLength: 30 }),
  fc.string({ unit: 'binary', maxLength: 10 }),
  fc
    .array(
      fc.constantFrom(
        ...['---', '...', '\n', '\r\n', '\n\n', ' ', '  ', '\t', '# c', ' # c', ': ', '- ', 'a', 'yes', '~', '|', '>-'],
        ...['"', "'", '&a', '*a', '!!str', '{', '}', '[', ']', '%', '@', '`', '+4930123', '0x1f', '\u2028', '\uFEFF'],
      ),
      { maxLength: 8 },
    )
    .map((parts) => parts.join('')),
);

const key = fc.oneof(fc.constantFrom('a', 'b', 'city', 'name', '__proto__', '1', '', '<<', 'two words', '#'), text);

/** What JSON can say; one zero, as JSON has it. */
export const json: fc.Arbitrary<unknown> = fc.letrec<{ value: unknown }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 3, depthSize: 'small' },
    text,
    fc.boolean(),
    fc.constant(null),
    fc.integer(),
    fc.double({ noNaN: true, noDefaultInfinity: true }).map((number) => (number === 0 ? 0 : number)),
    fc.array(tie('value'), { maxLength: 3 }),
    object(tie('value')),
  ),
})).value;

function object(value: fc.Arbitrary<unknown>): fc.Arbitrary<Record<string, unknown>> {
  return fc
    .uniqueArray(fc.tuple(key, value), { selector: ([name]) => name, maxLength: 4 })
    .map((members) => Object.fromEntries(members) as Record<string, unknown>);
}

const said = text.filter((name) => name.trim() !== '');

export const content: fc.Arbitrary<MissionFileContent> = fc
  .record(
    {
      missionId: fc.uuid(),
      name: said,
      description: text,
      model: text,
      instructions: text,
      executionMode: fc.constantFrom('external', 'managed', 'a mode of the future'),
      metadata: object(json),
    },
    { requiredKeys: ['name', 'executionMode'] },
  )
  .map(({ missionId, ...definition }) => ({ definition, ...(missionId === undefined ? {} : { missionId }) }));
