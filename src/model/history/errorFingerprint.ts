import { plainLine } from '../plainText';

/** So much of an error tells it from others; what is longer is a log. */
const maxLength = 2000;
/** Shorter names would be found in the middle of other words. */
const minNameLength = 4;

/** What differs from one occurrence of an error to the next, in the order in which it is looked for, and what stands for it. */
const variable: readonly (readonly [RegExp, string])[] = [
  // What follows is an answer's or a trace's own.
  [/\bhttps?:\/\/([^\s/?#"'<>]+)([^\s?#"'<>]*)[^\s"'<>]*/gi, ' $1$2 '],
  [/\b[0-9a-f]{8}(?:-?[0-9a-f]{4}){3}-?[0-9a-f]{12}\b/gi, '<id>'],
  [/\b[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,5}\b/g, '<address>'],
  [/\b\d{4}-\d\d-\d\d(?:[T ]\d\d:\d\d(?::\d\d(?:[.,]\d+)?)?)?(?: ?Z\b| ?[+-]\d\d:?\d\d\b)?/gi, '<time>'],
  [/\b(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*,? \d{1,2} [a-z]{3} \d{4} \d\d:\d\d:\d\d(?: gmt| utc)?\b/gi, '<time>'],
  [/\b\d{1,2}:\d\d(?::\d\d(?:[.,]\d+)?)?(?: ?[ap]m\b)?/gi, '<time>'],
  [/\b\d{1,3}(?:\.\d{1,3}){3}(?::\d{1,5})?\b/g, '<host>'],
  [/\+\d[\d ()-]{6,18}\d\b/g, '<phone>'],
  // The status of an answer is what the error is.
  [/\b(http|status|statuscode|status code)(\W{0,3})([1-5]\d\d)\b/gi, '$1$2<=$3>'],
  [/\b([1-5]\d\d)(?= (?:bad|unauthorized|forbidden|not|too|internal|service|gateway|conflict)\b)/gi, '<=$1>'],
  [/\b0x[0-9a-f]+\b/gi, '<id>'],
  // Letters and digits together: an id, where there is enough of both.
  [/\b(?=[\w-]{0,40}\d[\w-]{0,40}\d)(?=[\w-]{0,40}[a-z])[\w-]{10,80}\b/gi, '<id>'],
  [/\b(?=[\da-f]{0,40}\d)(?=[\da-f]{0,40}[a-f])[\da-f]{6,64}\b/gi, '<id>'],
  [/\b\d[\d.,]{0,40} ?(?:ms|msec|milliseconds?|s|secs?|seconds?|min|minutes?|h|hours?|days?)\b/gi, '<duration>'],
  [/(?<!<=)[+-]?\b\d[\d.,]{0,40}\b ?%?/g, '<n>'],
  [/(?<=[a-z_])(?<!<=\d{0,2})\d+\b/gi, '<n>'],
];

/**
 * What is the same in two errors of one kind: the text in lower case, without ids, numbers, times and the `names` of
 * the run. Two errors with the same fingerprint are shown as one. Linear in the length of the text.
 */
export function errorFingerprint(text: string, names: readonly string[] = []): string {
  let rest = plainLine(text.slice(0, maxLength)).toLowerCase();
  const lower = names.map((name) => plainLine(name).toLowerCase()).filter((name) => name.length >= minNameLength);
  for (const name of lower.sort((a, b) => b.length - a.length)) rest = rest.replaceAll(name, '<name>');
  for (const [pattern, place] of variable) rest = rest.replace(pattern, place);
  return rest
    .replace(/<=(\d+)>/g, '$1')
    .replace(/[\s"'`.,;:!]+$/, '')
    .replace(/\s+/g, ' ')
    .trim();
}
