import { isObject, jsonDepthLimit, jsonText, parseJson } from '../../model/jsonObject';
import type { JsonObject } from '../../model/mission';

/** A place in a text, as an editor counts: from 0, the end not included. */
export type TextPlace = { readonly line: number; readonly start: number; readonly end: number };

export type JsonText =
  | {
      readonly kind: 'object';
      readonly value: JsonObject;
      /** Where the names of its own members stand, in the order of the text. */
      readonly names: readonly { readonly name: string; readonly at: TextPlace }[];
    }
  | { readonly kind: 'notJson'; readonly message: string; readonly at: TextPlace }
  | { readonly kind: 'notObject'; readonly at: TextPlace }
  | { readonly kind: 'tooDeep'; readonly levels: number; readonly at: TextPlace };

/** What an editor would take for line ends, or what turns the text around it. JSON says it as well with an escape. */
const unseen = /[\u007F-\u009F\u061C\u200E\u200F\u2028-\u202E\u2066-\u2069\uFEFF]/g;

/** Pretty-printed; it reads as the same value. */
export function printJson(value: unknown): string {
  const text = jsonText(value, 2);
  return `${text.replace(unseen, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)}\n`;
}

export function readJson(source: string): JsonText {
  const text = source.replace(/^\uFEFF/, '');
  try {
    const value = parseJson(text);
    if (!isObject(value)) return { kind: 'notObject', at: placeOf(text, 0, 1) };
    const deep = tooDeepAt(text);
    if (deep !== undefined) return { kind: 'tooDeep', levels: jsonDepthLimit, at: placeOf(text, deep, 1) };
    return { kind: 'object', value, names: memberNames(text) };
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    const offset = /position (\d+)/.exec(message)?.[1];
    return { kind: 'notJson', message, at: placeOf(text, offset === undefined ? text.length : Number(offset), 1) };
  }
}

const tokens = /"[^"\\]*(?:\\.[^"\\]*)*"|[{}[\],]/g;

/** Where a JSON text nests deeper than its fields may. */
function tooDeepAt(text: string): number | undefined {
  let depth = 0;
  for (const { 0: token, index } of text.matchAll(tokens)) {
    if (token === '{' || token === '[') depth++;
    else if (token === '}' || token === ']') depth--;
    if (depth > jsonDepthLimit + 1) return index;
  }
  return undefined;
}

/** Of a text that is a JSON object. */
function memberNames(text: string): { readonly name: string; readonly at: TextPlace }[] {
  const names = [];
  let depth = 0;
  let before = '';
  for (const { 0: token, index } of text.matchAll(tokens)) {
    if (token === '{' || token === '[') depth++;
    else if (token === '}' || token === ']') depth--;
    else if (token !== ',' && depth === 1 && (before === '{' || before === ','))
      names.push({ name: String(parseJson(token)), at: placeOf(text, index, token.length) });
    before = token;
  }
  return names;
}

function placeOf(text: string, offset: number, length: number): TextPlace {
  const lines = text.slice(0, offset).split(/\r\n?|\n/);
  const start = lines.at(-1)?.length ?? 0;
  return { line: lines.length - 1, start, end: start + length };
}
