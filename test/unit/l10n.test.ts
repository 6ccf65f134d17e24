import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { exportBundle, germanProblems, readTexts, sameInBoth, textFiles } from '../harness/germanTexts';
import { projectRoot } from '../harness/project';

it('has every text of the manifest in package.nls.json, and no text too many', () => {
  const manifest = readFileSync(path.join(projectRoot, 'package.json'), 'utf8');
  const used = [...manifest.matchAll(/"%([^%"]+)%"/g)].map((match) => match[1]);
  expect([...new Set(used)].sort()).toEqual(Object.keys(readTexts('package.nls.json')).sort());
});

it('has every text of the host in the l10n bundle', async () => {
  expect(readTexts(textFiles[0][0])).toEqual(await exportBundle());
}, 60_000);

describe('German', () => {
  it.each(textFiles)('%s has its whole counterpart in %s', (english, german) => {
    expect(germanProblems(readTexts(english), readTexts(german))).toEqual([]);
  });

  it('leaves a text as it is in English only where it is listed', () => {
    const texts = new Set(textFiles.flatMap(([english]) => Object.values(readTexts(english))));
    expect([...sameInBoth].filter((text) => !texts.has(text))).toEqual([]);
  });

  it.each([
    ['a text that is missing', { a: 'A step' }, {}, ['missing: a']],
    ['a text that nobody shows any more', {}, { a: 'Ein Schritt' }, ['orphaned: a']],
    ['English left in place', { a: 'Try again' }, { a: 'Try again' }, ['still English: a']],
    ['a value left out', { a: '{0} of {1}' }, { a: '{0} von 1' }, ['other gaps, links or code: a']],
    [
      'a link to another command',
      { a: '[Go](command:x)' },
      { a: '[Los](command:y)' },
      ['other gaps, links or code: a'],
    ],
    ['the dots of a question left out', { a: 'Rename…' }, { a: 'Umbenennen' }, ['other gaps, links or code: a']],
    ['curly quotes', { a: '"{0}" is gone' }, { a: '„{0}“ ist weg' }, ['quotes are straight: a']],
    [
      'another word for the same thing',
      { a: 'The run ended' },
      { a: 'Der Lauf ist zu Ende' },
      ['no Ausführung (glossary): a'],
    ],
    ['nothing, where all is well', { a: 'The run "{0}"...' }, { a: 'Die Ausführung "{0}"...' }, []],
  ])('finds %s', (_what, english: Record<string, string>, german: Record<string, string>, problems: string[]) => {
    expect(germanProblems(english, german)).toEqual(problems);
  });
});
