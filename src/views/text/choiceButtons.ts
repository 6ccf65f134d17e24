import { inert } from '../../dialogs';
import { plainLine } from '../../model/plainText';
import type { Question } from '../../model/questions';

/** More of them are for a list. */
const maxButtons = 3;
/**
 * As many characters as VS Code shows in the buttons of a notification, beside a button of ours: it cuts the titles that
 * don't fit, and nobody could tell what they choose. A button's frame takes about two of them.
 */
const maxShown = 42;
const frame = 2;

/** The choices of a question where all of them can be buttons: nothing in them acts as more than text. */
export function choiceButtons({ choices }: Pick<Question, 'choices'>): readonly string[] {
  const titles = choices.map((choice) => inert(plainLine(choice)));
  const width = titles.reduce((sum, { length }) => sum + length + frame, 0);
  const fit = titles.length <= maxButtons && width <= maxShown;
  return fit && new Set(titles).size === titles.length ? titles : [];
}
