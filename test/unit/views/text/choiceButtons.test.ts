import { describe, expect, it } from 'vitest';
import { scenarios } from '../../../../src/simulator/scenarios';
import { choiceButtons } from '../../../../src/views/text/choiceButtons';

describe('the choices of a question', () => {
  it.each([[['Halsted', 'Prairie', 'None of them']], [['Yes']], [['Halsted & Sons', 'Prairie Roofing and Co.']]])(
    'are buttons where they can be read: %j',
    (choices) => {
      expect(choiceButtons({ choices })).toEqual(choices);
    },
  );

  it.each([
    ['more than three', ['A', 'B', 'C', 'D']],
    ['too long together', ['Only whoever is on call', 'The Frankfurt team, too', 'No one until the morning']],
    ['one that is too long', ['x'.repeat(41)]],
    ['two that look alike', ['A', 'A ']],
    ['none', []],
  ])('are no buttons where they are %s', (_, choices) => {
    expect(choiceButtons({ choices })).toEqual([]);
  });

  it('are buttons in the demo account', () => {
    const asked = JSON.stringify(scenarios).match(/"choices":\[[^\]]*\]/g) ?? [];
    expect(asked).toHaveLength(1);
    for (const text of asked) {
      const { choices } = JSON.parse(`{${text}}`) as { readonly choices: readonly string[] };
      expect(choiceButtons({ choices })).toEqual(choices);
    }
  });
});
