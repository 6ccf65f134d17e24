/**
 * What is named: controls; what turns the direction of the text around it, or cannot be seen at all (soft hyphen,
 * marks, overrides, fillers, tags); joiners beside ASCII, where no script or picture needs them and they only hide
 * something; the second of two variation selectors, of which one is all that a character can have.
 */
const deceptive =
  /[\0-\u0008\u000B\u000C\u000E-\u001F\u007F-\u009F\u00AD\u034F\u061C\u115F\u1160\u17B4\u17B5\u180B-\u180F\u200B\u200E\u200F\u2028-\u202E\u2060-\u206F\u3164\uFEFF\uFFA0\uFFF9-\uFFFB\u{E0000}-\u{E007F}]|[\u200C\u200D](?=[\0-\x7F]|$)|(?<=[\0-\x7F]|^)[\u200C\u200D]|(?<=[\uFE00-\uFE0F\u{E0100}-\u{E01EF}])[\uFE00-\uFE0F\u{E0100}-\u{E01EF}]/gu;

/**
 * A text of somebody else's as people may see it: what would be invisible, or would turn its surroundings around, is
 * named (`[U+202E]`). Line ends and tabs stay.
 */
export function plainText(text: string): string {
  return text.replace(deceptive, named);
}

function named(character: string): string {
  return `[U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}]`;
}

/** The same on one line. */
export function plainLine(text: string): string {
  return plainText(text.replace(/\s+/g, ' ').trim());
}

/** How long a name may be where it stands among other words: a longer one would hide these. */
const maxNameLength = 200;

/** The same on one line that is short enough to stand among other words. */
export function shortLine(text: string, maxLength = maxNameLength): string {
  return shortened(plainLine(text), maxLength);
}

/** The text, cut where it has more than `maxLength` characters: the dots that say so are among them. */
export function shortened(text: string, maxLength: number): string {
  if (text.length <= maxLength) return text;
  const start = text.slice(0, maxLength - 1);
  // No half of a character stays.
  return `${start.replace(/[\uD800-\uDBFF]$/, '').trimEnd()}…`;
}
