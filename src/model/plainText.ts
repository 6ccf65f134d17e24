/** Turns the direction of the text around it, or cannot be seen at all: soft hyphen, marks, overrides, fillers, tags. */
const deceptive =
  /[\u00AD\u034F\u061C\u115F\u1160\u17B4\u17B5\u180B-\u180F\u200B\u200E\u200F\u2028-\u202E\u2060-\u206F\u3164\uFEFF\uFFA0\uFFF9-\uFFFB\u{E0000}-\u{E007F}]/gu;
const controls = /[\u0000-\u0008\u000B\u000C\u000E-\u001F\u007F-\u009F]/g;
/** Joiners belong to the scripts and pictures that need them; beside ASCII they only hide something. */
const strayJoiners = /[\u200C\u200D](?=[\0-\x7F]|$)|(?<=[\0-\x7F]|^)[\u200C\u200D]/gu;

/**
 * A text of somebody else's as people may see it: what would be invisible, or would turn its surroundings around, is
 * named (`[U+202E]`). Line ends and tabs stay.
 */
export function plainText(text: string): string {
  return text.replace(controls, named).replace(deceptive, named).replace(strayJoiners, named);
}

function named(character: string): string {
  return `[U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}]`;
}

/** The same on one line. */
export function plainLine(text: string): string {
  return plainText(text.replace(/\s+/g, ' ').trim());
}
