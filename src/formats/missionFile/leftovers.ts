import type { TextRange } from './missionFileLayout';

const marker = /^(?:<{7}|>{7}|\|{7}|={7})(?=[ \t\r\n]|$)[^\r\n]*/gm;

/**
 * Lines that Git leaves in a file where two changes conflict. `=======` underlines a heading too, and `|||||||` says
 * nothing by itself: they count only inside of a conflict.
 */
export function conflictMarkers(text: string): readonly TextRange[] {
  if (!text.includes('<<<<<<<') && !text.includes('>>>>>>>')) return [];
  let isInside = false;
  return [...text.matchAll(marker)].flatMap(({ 0: line, index }) => {
    const isOuter = line.startsWith('<') || line.startsWith('>');
    if (isOuter) isInside = line.startsWith('<');
    else if (!isInside || (line.startsWith('=') && line.trimEnd() !== '=======')) return [];
    return { start: index, end: index + line.trimEnd().length };
  });
}

/**
 * What a template of ours says where a person is to write. Texts of new templates are added; none is taken out, since
 * files that were made of it may still have it.
 */
const placeholders: readonly string[] = [
  "One sentence: the agent's goal.",
  "The agent's first step.",
  'How the agent can tell that the goal is met.',
  'Ein Satz: das Ziel des Agents.',
  'Der erste Schritt des Agents.',
  'Woran der Agent erkennt, dass das Ziel erreicht ist.',
  'What the agent is to reach, in a sentence.',
  'What it does first.',
  'How it knows that it has reached it.',
  'Was der Agent erreichen soll, in einem Satz.',
  'Was er zuerst tut.',
  'Woran er erkennt, dass er es erreicht hat.',
];
const bullet = /^[ \t]*(?:(?:[-*+>]|\d+[.)]|\[.\])[ \t]+)*/;

/** Lines from `from` on that still say what a template said, without their bullets. */
export function placeholdersIn(text: string, from: number): readonly TextRange[] {
  if (!placeholders.some((placeholder) => text.includes(placeholder, from))) return [];
  const found: TextRange[] = [];
  for (const { 0: line, index } of text.slice(from).matchAll(/[^\r\n]+/g)) {
    const start = from + index + (bullet.exec(line)?.[0].length ?? 0);
    const end = from + index + line.trimEnd().length;
    if (placeholders.includes(text.slice(start, end))) found.push({ start, end });
  }
  return found;
}
