import fc from 'fast-check';
import { expect, it } from 'vitest';
import { withUntouchedLines } from '../../../src/formats/untouchedLines';

/** What an editor makes of a text. */
const shown = (text: string, end = '\n') =>
  text
    .replace(/^\uFEFF/, '')
    .toWellFormed()
    .replace(/\r\n?|\n/g, end);

const texts = fc
  .array(fc.constantFrom('a', 'b', 'c', '', ' ', '\r\n', '\n', '\r', '\ud800', '\u2028', '\0'), { maxLength: 20 })
  .map((parts) => parts.join(''));

it('is the very text that was opened where nobody has touched it, whatever its line ends', () => {
  fc.assert(
    fc.property(texts, fc.constantFrom('\n', '\r\n'), fc.nat(3), fc.nat(3), (text, end, marks, leftMarks) => {
      const original = '\uFEFF'.repeat(marks) + text;
      // An editor drops the first mark, or all of them.
      const left = '\uFEFF'.repeat(Math.min(marks, leftMarks));
      expect(withUntouchedLines(original, left + shown(text, end))).toBe(original);
    }),
  );
});

it('says what the person sees, whatever was edited', () => {
  fc.assert(
    fc.property(texts, texts, (original, edited) => {
      expect(shown(withUntouchedLines(original, shown(edited)))).toBe(shown(edited));
    }),
  );
});

it('changes the line that was edited, and no other', () => {
  const original = 'a\r\nb\nc\rd\n';
  expect(withUntouchedLines(original, 'a\nB\nc\nd\n')).toBe('a\r\nB\nc\rd\n');
  expect(withUntouchedLines(original, 'a\r\nb\r\nc\r\nd\r\ne\r\n')).toBe('a\r\nb\nc\rd\ne\n');
  expect(withUntouchedLines(original, 'a\nc\nd\n')).toBe('a\r\nc\rd\n');
  expect(withUntouchedLines('x\r\ny', 'x\ny\nz')).toBe('x\r\ny\r\nz');
  expect(withUntouchedLines('\ud800 half\nb\n', '\ufffd half\nB\n')).toBe('\ud800 half\nB\n');
});

it('finds several edits, and gives up on none but the largest', () => {
  const original = Array.from({ length: 400 }, (_, at) => `line ${at}`).join('\r\n');
  const edited = shown(original).replace('line 7\n', 'line seven\n').replace('line 300', 'line three hundred');
  expect(withUntouchedLines(original, edited)).toBe(
    original.replace('line 7\r\n', 'line seven\r\n').replace('line 300', 'line three hundred'),
  );
  const large = Array.from({ length: 20_000 }, (_, at) => `line ${at}`).join('\r\n');
  expect(withUntouchedLines(large, 'first\n' + large.replaceAll('line', 'other') + '\nlast')).toContain('other 19999');
});
