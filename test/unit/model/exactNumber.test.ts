import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { sameValue } from '../../../src/model/deepEqual';
import {
  ExactNumber,
  isInexact,
  isObject,
  isTooDeep,
  jsonText,
  numberOf,
  parseJson,
} from '../../../src/model/jsonObject';

const digits = fc.array(fc.integer({ min: 0, max: 9 }), { minLength: 1, maxLength: 25 }).map((all) => all.join(''));
/** Any number as JSON may write it. */
const number = fc
  .record({
    sign: fc.constantFrom('', '-'),
    whole: digits.map((text) => text.replace(/^0+(?=\d)/, '')),
    fraction: fc.oneof(
      fc.constant(''),
      digits.map((text) => `.${text}`),
    ),
    exponent: fc.oneof(fc.constant(''), fc.constantFrom('e5', 'E+05', 'e-7', 'E400', 'e-400', 'e21', 'e00')),
  })
  .map(({ sign, whole, fraction, exponent }) => sign + whole + fraction + exponent);
/** Texts that look like what a scan for numbers may stumble over. */
const text = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 12 }),
  fc.constantFrom('1.0', '", 1.0, "', '\\', '\\"', '\\\\": 1.0', '__proto__', 'constructor', 'toJSON', 'text', ''),
);
const named = (members: readonly (readonly [string, string])[]) =>
  `{${members.map(([name, value]) => `${JSON.stringify(name)}:${value}`).join(',')}}`;
/** JSON without blanks. */
const json = fc.letrec<{ value: string }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 4, depthSize: 'small' },
    number,
    text.map((value) => JSON.stringify(value)),
    fc.constantFrom('true', 'false', 'null'),
    fc.array(tie('value'), { maxLength: 4 }).map((items) => `[${items.join()}]`),
    fc
      // Objects put names that are indexes first.
      .uniqueArray(
        fc.tuple(
          text.filter((name) => !/^\d+$/.test(name)),
          tie('value'),
        ),
        {
          selector: ([name]) => name,
          maxLength: 4,
        },
      )
      .map(named),
  ),
})).value;

describe('JSON that nobody touched', () => {
  it('comes out of reading and printing as the same text, whatever its numbers', () => {
    fc.assert(
      fc.property(json, (source) => {
        expect(jsonText(parseJson(source))).toBe(source);
      }),
      { numRuns: 1000 },
    );
  });

  it('reads as JSON.parse reads it, but for numbers that would come out in other digits', () => {
    const plain = (value: unknown): unknown => JSON.parse(JSON.stringify(value));
    fc.assert(
      fc.property(json, (source) => {
        // What prints JSON without knowing of exact numbers gets the nearest ones.
        expect(plain(parseJson(source))).toEqual(plain(JSON.parse(source)));
      }),
    );
    const read = parseJson('{"a": 1.0, "b": 12, "a": 2.50, "c": [-0, 1e400, 0.5]}');
    expect(read).toEqual({
      a: new ExactNumber('2.50'),
      b: 12,
      c: [new ExactNumber('-0'), new ExactNumber('1e400'), 0.5],
    });
    for (const wrong of ['{"a": 1.}', '{1.0: 2}', '[01]', '[1.0', '1.0.0', '-', '"1.0'])
      expect(() => parseJson(wrong)).toThrow(SyntaxError);
  });

  it('may have hostile names and any depth', () => {
    const hostile = '{"__proto__":{"a":1.0},"constructor":2.0,"toJSON":3.0,"text":4.0,"length":5.0}';
    const read = parseJson(hostile);
    expect(jsonText(read)).toBe(hostile);
    expect(Object.getPrototypeOf(read)).toBe(Object.prototype);
    expect(({} as { a?: unknown }).a).toBeUndefined();
    const levels = 100_000;
    expect(isTooDeep(parseJson(`${'[1.0,'.repeat(levels)}1${']'.repeat(levels)}`))).toBe(true);
  });

  it('keeps texts that look like numbers apart from numbers', () => {
    const value = { text: new ExactNumber('1.0'), same: '1.0', object: { text: '1.0' } };
    expect(jsonText(value)).toBe('{"text":1.0,"same":"1.0","object":{"text":"1.0"}}');
    expect(jsonText(value, 2)).toBe('{\n  "text": 1.0,\n  "same": "1.0",\n  "object": {\n    "text": "1.0"\n  }\n}');
    expect(jsonText(new ExactNumber('1e400'))).toBe('1e400');
  });
});

describe('an exact number', () => {
  it('is a value and no object, and equals what is written in the same digits', () => {
    const [one, same, other] = [new ExactNumber('1.0'), new ExactNumber('1.0'), new ExactNumber('1.00')];
    expect(isObject(one)).toBe(false);
    expect(isTooDeep(one, 0)).toBe(false);
    expect(sameValue([one], [same])).toBe(true);
    for (const value of [other, 1, '1.0', { text: '1.0' }]) {
      expect(sameValue(one, value)).toBe(false);
      expect(sameValue(value, one)).toBe(false);
    }
    expect([numberOf(one), numberOf(3), numberOf('3'), String(one)]).toEqual([1, 3, undefined, '1.0']);
    expect(['1.0', '-0', '1E5', '1293384261075731499', '1', '1.5', '01', '+1', '0x1', ''].filter(isInexact)).toEqual([
      '1.0',
      '-0',
      '1E5',
      '1293384261075731499',
    ]);
  });
});
