/**
 * The id of a step stands behind its text as an HTML comment, ` <!-- step_1 -->`: no Markdown preview shows it, and
 * editors dim it. `^step_1`, as notes programs have it, would be text to everybody else.
 */
export function printStepId(stepId: string): string {
  // Ids are free strings. What could end the comment, or cannot be seen in it, is written as a JSON string.
  const plain = /^[\p{L}\p{N}\p{M}_.:/#@+-]+$/u.test(stepId) && !stepId.includes('--');
  return `<!-- ${plain ? stepId : JSON.stringify(stepId).replace(/[<>\-]|[^\P{C}\n]|[\p{Zl}\p{Zp}]/gu, escaped)} -->`;
}

function escaped(character: string): string {
  return Array.from({ length: character.length }, (_, index) => {
    const unit = character.charCodeAt(index).toString(16).padStart(4, '0');
    return `\\u${unit}`;
  }).join('');
}

/** What stands between `<!--` and `-->` → the id, or `undefined` where that says nothing. */
export function parseStepId(comment: string): string | undefined {
  const text = comment.trim();
  if (!text.startsWith('"')) return text === '' ? undefined : text;
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'string' ? value : undefined;
  } catch {
    return undefined;
  }
}

/** Makes an id from a text, as agents name steps: "Call Köln, twice!" → `call_köln_twice`; never one of `taken`. */
export function newStepId(text: string, taken: ReadonlySet<string>): string {
  const words = text
    .toWellFormed()
    .normalize('NFC')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}\p{M}]+/gu, '_');
  const cut = Array.from(words).slice(0, 40).join('').replace(/^_|_$/g, '');
  const base = cut === '' ? 'step' : cut;
  let stepId = base;
  for (let number = 2; taken.has(stepId); number++) stepId = `${base}_${number}`;
  return stepId;
}
