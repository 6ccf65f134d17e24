import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { redacted, redactedStart } from '../../../src/api/transport/redact';

const key = 'KEY0123ABC_s3cr"t/+%';

describe('what is redacted', () => {
  it.each([
    ['the key', `no: ${key}!`],
    ['the key in an address', `GET /x?key=${encodeURIComponent(key)}`],
    ['the key in JSON', JSON.stringify({ sent: key })],
    ['the header', 'Authorization: Basic dXNlcjpwYXNz, accept: x'],
    ['the header in JSON', '{"authorization":"Bearer abc.def","accept":"x"}'],
    ['a bearer token', 'you sent Bearer abc.def-ghi=='],
    ['another key', 'or was it KEY019AB77_zzzz1111?'],
  ])('%s', (_, text) => {
    const shown = redacted(text, key);
    for (const secret of [key, encodeURIComponent(key), 's3cr', 'dXNlcjpwYXNz', 'abc.def', '019AB77', 'zzzz1111'])
      expect(shown).not.toContain(secret);
    expect(shown).toContain('•••');
  });

  it('is nothing else', () => {
    const text = 'The KEYBOARD of the bearer, its KEY and "authorization" stay; key_id too.';
    expect(redacted(text, key)).toBe(text);
    expect(redacted(text, '')).toBe(text);
  });

  it('is the key wherever it stands, also where a text is cut in the middle of it', () => {
    const around = fc.string({ maxLength: 40 });
    fc.assert(
      fc.property(fc.array(around, { maxLength: 4 }), fc.integer({ min: 0, max: 4000 }), (parts, before) => {
        const text = `${'x'.repeat(before)} ${parts.join(key)}${key}${'KEY'.repeat(2000)}`;
        for (const longest of [10, 300, 2000]) {
          const start = redactedStart(text, key, longest);
          expect(start.length).toBeLessThanOrEqual(longest + 1);
          // Even the beginning of a key would help whoever guesses.
          expect(start).not.toContain(key.slice(0, 8));
        }
      }),
    );
  });

  it('leaves nothing of a key at the end of what was cut, however much shorter the text has become', () => {
    for (let shift = 0; shift < key.length; shift++) {
      const text = 'y'.repeat(shift) + `${key} `.repeat(1000);
      expect(redactedStart(text, key, 300)).not.toContain(key.slice(0, 5));
    }
  });
});
