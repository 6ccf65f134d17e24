import { jsonText, parseJson } from '../../model/jsonObject';

/**
 * The id of a step stands behind its text as an HTML comment, ` <!-- step: step_1 -->`: no Markdown preview shows it,
 * and editors dim it. `^step_1`, as notes programs have it, would be text to everybody else. The word tells it from
 * the comments of others.
 */
export function printStepId(stepId: string): string {
  // Ids are free strings. What could end the comment, or cannot be seen in it, is written as a JSON string.
  const plain = plainId.test(stepId) && !stepId.includes('--');
  return `<!-- step: ${plain ? stepId : jsonText(stepId).replace(/[<>\-]|[^\P{C}\n]|[\p{Zl}\p{Zp}]/gu, escaped)} -->`;
}

function escaped(character: string): string {
  return Array.from({ length: character.length }, (_, index) => {
    const unit = character.charCodeAt(index).toString(16).padStart(4, '0');
    return `\\u${unit}`;
  }).join('');
}

const plainId = /^[\p{L}\p{N}\p{M}_.:/#@+-]+$/u;
const stepComment = /<!--\s*step:((?:(?!-->)[^])*)-->/;

/** Whether there is a comment in the text that is to be the id of a step. */
export function isStepComment(text: string): boolean {
  return stepComment.test(text);
}

/** The comment `<!-- step: … -->` → the id, or `undefined` where it names none. */
export function parseStepId(comment: string): string | undefined {
  const text = stepComment.exec(comment)?.[1]?.trim() ?? '';
  return text.startsWith('"') ? unquoted(text) : plainId.test(text) ? text : undefined;
}

/** The comment `<!-- … -->` → the id that it was to an older version. */
export function parsePlainComment(comment: string): string | undefined {
  const text = /^<!--([^]*)-->$/.exec(comment)?.[1]?.trim() ?? '';
  return text.startsWith('"') ? unquoted(text) : text === '' ? undefined : text;
}

function unquoted(text: string): string | undefined {
  try {
    const value: unknown = parseJson(text);
    return typeof value === 'string' ? value : undefined;
  } catch {
    return undefined;
  }
}

/**
 * Makes an id from a text, as agents name steps: "Call Köln, twice!" → `call_köln_twice`; never one of `taken`.
 * Comments are left out.
 */
export function newStepId(text: string, taken: ReadonlySet<string>): string {
  const words = text
    .toWellFormed()
    .normalize('NFC')
    .replace(/<!--.*?-->/g, ' ')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}\p{M}]+/gu, '_');
  const cut = Array.from(words).slice(0, 40).join('').replace(/^_|_$/g, '');
  const base = cut === '' ? 'step' : cut;
  let stepId = base;
  for (let number = 2; taken.has(stepId); number++) stepId = `${base}_${number}`;
  return stepId;
}
