import { describe, expect, it } from 'vitest';
import { readTexts, textFiles } from '../harness/germanTexts';
import { manifest } from '../harness/manifest';
import { englishTexts, germanTexts, textsByUse, wordingProblems, type ShownText } from '../harness/wording';

/**
 * How long a text may be where there is little room. VS Code of today has 462 titles of commands in its own extensions,
 * 97 % of which have at most 37 characters; of its 319 buttons and menu items 97 % have at most 31, and the longest
 * button of its Git extension that is no sentence 26. A description shares the 300 pixels of a side bar with a name,
 * so that 20 characters are a third of it. German takes up to half as much again.
 */
const limits = {
  title: { english: 34, german: 50 },
  button: { english: 26, german: 38 },
  description: { english: 20, german: 28 },
} as const;

const problemsOf = (texts: readonly ShownText[], language: 'en' | 'de') =>
  texts.flatMap(({ place, text }) => {
    const problems = wordingProblems(text, language);
    return problems.length > 0 ? [`${place}: ${problems.join(', ')}: ${text.slice(0, 200)}`] : [];
  });

describe('what a person reads', () => {
  it('is in plain modern words, with "ID", three dots, and straight quotes', () => {
    const texts = englishTexts();
    expect(new Set(texts.map(({ place }) => place)).size).toBeGreaterThan(20);
    expect(problemsOf(texts, 'en')).toEqual([]);
  });

  it('is so in German', () => {
    expect(problemsOf(germanTexts(), 'de')).toEqual([]);
  });

  it.each([
    ['an archaic word', 'The mission was created anew.', ['anew']],
    ['a riddle', 'The number was never learnt.', ['learnt']],
    ['a word that means something else', 'The front matter has to be mended.', ['mended']],
    ['no contraction', 'The plan could not be loaded.', ['could not']],
    ['somebody', 'Paused by somebody else', ['somebody']],
    ['an Id', 'Copy Run Id', ['Id']],
    ['ids', 'The ids of agents', ['ids']],
    ['an ellipsis', 'Cancel Run…', ['…']],
    ['curly quotes', 'Delete “Roof repair”?', ['“']],
    ['a curly apostrophe', 'VS Code’s own', ['’']],
    ['nothing in code, or in the target of a link', '`mission_id`, `id`, [here](#an-id), "ID"...', []],
    ['nothing where all is well', 'Restored "{0}" with a new ID. Its runs can\'t be restored.', []],
  ])('is searched for %s', (_what, text, problems) => {
    expect(wordingProblems(text)).toEqual(problems);
  });
});

describe('texts where there is little room', () => {
  const german: Readonly<Record<string, string>> = Object.assign(
    {},
    ...textFiles.map(([, file]) => readTexts(file)),
  ) as Readonly<Record<string, string>>;
  const tooLong = (texts: Iterable<readonly [english: string, german: string]>, of: keyof typeof limits) =>
    [...texts].filter(
      ([english, translated]) => english.length > limits[of].english || translated.length > limits[of].german,
    );

  it('are short: titles of commands', () => {
    const english = readTexts('package.nls.json');
    const keys = manifest.contributes.commands.map(({ title }) => title.replaceAll('%', ''));
    expect(keys.length).toBeGreaterThan(70);
    expect(
      tooLong(
        keys.map((key) => [english[key] ?? '', german[key] ?? '']),
        'title',
      ),
    ).toEqual([]);
  });

  const { buttons, descriptions } = textsByUse();

  it('are short: buttons', () => {
    expect(buttons.size).toBeGreaterThan(35);
    expect([...buttons]).toContain('Try Again');
    expect(
      tooLong(
        [...buttons].map((text) => [text, german[text] ?? '']),
        'button',
      ),
    ).toEqual([]);
  });

  it('are short, and a single fact: descriptions of rows', () => {
    expect(descriptions.size).toBeGreaterThan(3);
    expect(
      tooLong(
        [...descriptions].map((text) => [text, german[text] ?? '']),
        'description',
      ),
    ).toEqual([]);
    expect([...descriptions].filter((text) => / · |; /.test(text))).toEqual([]);
  });
});
