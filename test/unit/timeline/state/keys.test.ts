import { expect, it } from 'vitest';
import { keyActions } from '../../../../src/timeline/input';
import { timelineKeys } from '../../../../src/timeline/toolbar/keyboardHelp';
import { englishTexts } from '../texts';

/** How keys are called on the screen, where that is not by their name. */
const shownAs: Readonly<Record<string, string>> = {
  ArrowUp: '↑',
  ArrowDown: '↓',
  ArrowLeft: '←',
  ArrowRight: '→',
  PageUp: 'PgUp',
  PageDown: 'PgDn',
  Escape: 'Esc',
  '-': '−',
  // The same key as the plus.
  '=': '+',
};

it('the dialog of keys names every key, each once, with what it does', () => {
  const named = timelineKeys(englishTexts).flatMap(([keys]) => keys);
  const used = new Set(Object.keys(keyActions).map((key) => shownAs[key] ?? key));
  expect([...named].sort()).toEqual([...used].sort());
  expect(timelineKeys(englishTexts).every(([, text]) => text !== '')).toBe(true);
});
