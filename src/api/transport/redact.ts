import { jsonText } from '../../model/jsonObject';

const hidden = '•••';
/** What stands behind the name of the header, in a dump of headers or in JSON. */
const authorization = /(\bauthorization["']?\s*[:=]\s*["']?)(?:[a-z]+\s+)?[^\s"',;]+/gi;
const bearer = /\b(bearer(?:\s+|%20|\+))[\w.~+/=%-]+/gi;
/** The form of Telnyx's keys; a word that merely begins so has neither digit nor underscore. */
const anyKey = /\bKEY(?=\w*[\d_])[\w-]{5,}/g;

/** The text without the key, as it is or encoded, without anything that looks like one, and without credentials. */
export function redacted(text: string, apiKey: string): string {
  const forms = apiKey === '' ? [] : [apiKey, encodeURIComponent(apiKey), jsonText(apiKey).slice(1, -1)];
  return [...new Set(forms)]
    .reduce((rest, form) => rest.replaceAll(form, hidden), text)
    .replace(authorization, `$1${hidden}`)
    .replace(bearer, `$1${hidden}`)
    .replace(anyKey, hidden);
}

/** Longer than any key, however it is encoded (UTF-16 units). */
const keyRoom = 1000;

/**
 * The beginning of a text, redacted.
 * @param longest in UTF-16 units.
 */
export function redactedStart(text: string, apiKey: string, longest: number): string {
  const room = longest + 2 * keyRoom;
  const start = redacted(text.slice(0, room), apiKey);
  // Half a key that the first cut has left would not be known for one.
  const whole = text.length > room ? start.slice(0, -keyRoom) : start;
  return start.length > longest ? `${whole.slice(0, longest)}…` : start;
}
