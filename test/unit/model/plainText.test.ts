import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { plainLine, plainText, shortLine } from '../../../src/model/plainText';
import { hides, hostileTexts } from '../../hostile';

describe('a text of somebody else’s', () => {
  it.each(hostileTexts)('shows $what', ({ text, shown }) => {
    expect(plainLine(text)).toBe(shown);
    expect(hides(plainLine(text))).toBe(false);
  });

  it('is left alone where it hides nothing', () => {
    for (const text of [
      'Größe, 数量, Ελληνικά, עברית, العربية',
      'می\u200Cخواهم',
      '👩\u200D👩\u200D👧 ❤\uFE0F 👍🏽',
      'क्\u200Dष',
      '葛\u{E0100}城',
      'two\nlines\tand a tab',
      '',
    ])
      expect(plainText(text)).toBe(text);
  });

  it('names each character that it does not show', () => {
    expect(plainText('\0\u0007\u007F\u0085\uFEFF')).toBe('[U+0000][U+0007][U+007F][U+0085][U+FEFF]');
  });

  it('is truncated between two characters where it is shown among other words', () => {
    expect(shortLine('a short\nname')).toBe('a short name');
    expect(shortLine('x'.repeat(10_000))).toBe(`${'x'.repeat(199)}…`);
    expect(shortLine('👍👍👍', 3), 'no half of a character').toBe('👍…');
    expect(shortLine('one two', 5)).toBe('one…');
  });

  it('is idempotent, and hides nothing but joiners between letters', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        const once = plainText(text);
        expect(plainText(once)).toBe(once);
        expect(/[\u202A-\u202E\u2066-\u2069\u200B\u2060]/u.test(once)).toBe(false);
      }),
    );
  });

  it('takes linear time', () => {
    const long = '\u200D\uFE0F\u202E '.repeat(200_000);
    const start = performance.now();
    plainLine(long);
    expect(performance.now() - start).toBeLessThan(3000);
  });
});
