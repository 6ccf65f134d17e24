import { isMap, isScalar, isSeq, type Document, type Pair, type YAMLMap } from 'yaml';
import { sameValue } from '../../model/deepEqual';
import { isObject } from '../../model/jsonObject';
import type { JsonObject } from '../../model/mission';
import { keyOf, rangeOf } from './yamlJson';
import { mergeNode, pairText, plain, valueText } from './yamlText';

/** Puts `text` in place of what stands from `start` to `end`. */
export type Edit = { readonly start: number; readonly end: number; readonly text: string };

/**
 * Edits of the source that make the members of a block map say what is wanted, `undefined` meaning away with it.
 * A new key stands behind the nearest one that `order` names before it, else at the end. The library's own
 * printing would lay out everything again; this touches what differs. The map's collections are changed as well:
 * read it again afterwards. Returns `undefined` where the map is not laid out one key a line.
 */
export function mapEdits(
  yaml: string,
  document: Document,
  map: YAMLMap,
  changed: ReadonlyMap<string, unknown>,
  order: readonly string[],
): Edit[] | undefined {
  const [first] = map.items;
  if (map.flow || !first) return undefined;
  const indent = indentOf(yaml, first);
  if (indent === undefined) return undefined;
  const edits: Edit[] = [];
  let kept = map.items.length;
  const pairs = pairsByKey(map);
  for (const [key, wanted] of changed) {
    const pair = pairs.get(key);
    if (!pair) {
      if (wanted !== undefined) edits.push(insertion(yaml, map, key, wanted, { indent, order }));
      continue;
    }
    if (indentOf(yaml, pair) !== indent) return undefined;
    const end = lineEnd(yaml, contentEnd(pair));
    if (wanted === undefined) {
      kept--;
      edits.push({ start: keyStart(pair) - indent, end, text: '' });
      continue;
    }
    const inside = valueEdits(yaml, document, pair, wanted, indent);
    if (!inside) return undefined;
    edits.push(...inside);
  }
  // A map without members would read as nothing.
  return kept === 0 && !edits.some(({ text }) => text !== '') ? undefined : edits;
}

function valueEdits(yaml: string, document: Document, pair: Pair, wanted: unknown, indent: number): Edit[] | undefined {
  const { value } = pair;
  const colon = colonOf(pair);
  if (colon === undefined) return undefined;
  if (isMap(value) && isObject(wanted)) {
    const changed = changedMembers(document, value, wanted);
    if (!changed) return undefined;
    const inside = mapEdits(yaml, document, value, changed, []);
    if (inside) return inside;
  }
  if (isMap(value) || isSeq(value)) return [collectionEdit(yaml, document, pair, wanted, indent, colon)];
  const range = rangeOf(value);
  const quotes = isScalar(value) ? value.type : undefined;
  const [line = '', ...more] = valueText(wanted, indent, quotes).split('\n');
  const rest = more.map((text) => `${text}\n`).join('');
  if (range.end === range.start) {
    const at = colon + 1;
    return withRest(yaml, { start: at, end: at, text: line }, rest);
  }
  if (quotes === 'BLOCK_LITERAL' || quotes === 'BLOCK_FOLDED') {
    const comment = isScalar(value) && value.comment ? ` #${value.comment}` : '';
    const gap = / \|\d*\+/.test(line) ? '' : emptyLines(yaml, range.start, range.end);
    return [{ ...range, text: `${unspaced(line)}${comment}\n${rest}${gap}` }];
  }
  return withRest(yaml, { ...range, text: unspaced(line) }, rest);
}

/** The members that differ from what is wanted, those that are to go as `undefined`; nothing where a key is no text. */
function changedMembers(document: Document, map: YAMLMap, wanted: JsonObject): Map<string, unknown> | undefined {
  const changed = new Map<string, unknown>();
  for (const item of map.items) {
    const key = keyOf(item);
    if (key === undefined) return undefined;
    if (!Object.hasOwn(wanted, key)) changed.set(key, undefined);
    else if (!sameValue(plain(document, item.value), wanted[key])) changed.set(key, wanted[key]);
  }
  const pairs = pairsByKey(map);
  for (const [key, member] of Object.entries(wanted)) if (!pairs.has(key)) changed.set(key, member);
  return changed;
}

/** The first pair of each key. */
function pairsByKey({ items }: YAMLMap): ReadonlyMap<string | undefined, Pair> {
  return new Map(items.toReversed().map((pair) => [keyOf(pair), pair]));
}

/** The empty lines at the end of a block. */
function emptyLines(yaml: string, start: number, end: number): string {
  let at = end;
  while (at > start && ' \t\r\n'.includes(yaml[at - 1] ?? '')) at--;
  return yaml.slice(lineEnd(yaml, at, true), end);
}

/** Further lines of a value go below the line's own end, where a comment may stand. */
function withRest(yaml: string, edit: Edit, rest: string): Edit[] {
  if (rest === '') return [edit];
  const at = lineEnd(yaml, edit.end, true);
  return [edit, { start: at, end: at, text: rest }];
}

/** A list, or a map in braces, is written again as a whole; the comments in it stay. */
function collectionEdit(
  yaml: string,
  document: Document,
  pair: Pair,
  wanted: unknown,
  indent: number,
  colon: number,
): Edit {
  const { value } = pair;
  const flow = (isMap(value) || isSeq(value)) && value.flow === true;
  const end = flow ? rangeOf(value).end : lineEnd(yaml, contentEnd(pair));
  const start = flow ? rangeOf(value).start : colon + 1;
  // Comments behind the last item stand behind what is replaced.
  for (let last: unknown = value; (isMap(last) || isSeq(last)) && !last.flow;) {
    last.comment = null;
    last = isMap(last) ? last.items.at(-1)?.value : last.items.at(-1);
  }
  const text = valueText(mergeNode(document, value, wanted, false), indent);
  return { start, end, text: flow ? unspaced(text) : `${text}\n` };
}

function insertion(
  yaml: string,
  map: YAMLMap,
  key: string,
  wanted: unknown,
  { indent, order }: { readonly indent: number; readonly order: readonly string[] },
): Edit {
  const before = order.slice(0, Math.max(0, order.indexOf(key))).toReversed();
  const after = before.flatMap((name) => map.items.find((item) => keyOf(item) === name) ?? [])[0] ?? map.items.at(-1);
  const at = after ? lineEnd(yaml, contentEnd(after)) : yaml.length;
  const text = pairText(key, wanted, indent);
  return { start: at, end: at, text: yaml[at - 1] === '\n' ? text : `\n${text}` };
}

/** The source with the edits made. They do not overlap. */
export function applied(yaml: string, edits: readonly Edit[]): string {
  let text = '';
  let at = 0;
  // Stable: what is inserted at one place stays in the order of the keys.
  for (const edit of edits.toSorted((a, b) => a.start - b.start)) {
    text += yaml.slice(at, edit.start) + edit.text;
    at = Math.max(at, edit.end);
  }
  return text + yaml.slice(at);
}

function keyStart({ key }: Pair): number {
  return rangeOf(key).start;
}

function colonOf(pair: Pair): number | undefined {
  return pair.srcToken?.sep?.find(({ type }) => type === 'map-value-ind')?.offset;
}

/** The column of a key that begins its line. */
function indentOf(yaml: string, pair: Pair): number | undefined {
  const start = keyStart(pair);
  const line = yaml.lastIndexOf('\n', start - 1) + 1;
  return yaml.slice(line, start).trim() === '' &&
    !pair.srcToken?.start.some(({ type }) => type !== 'space' && type !== 'newline' && type !== 'comment')
    ? start - line
    : undefined;
}

/** Where the value ends, comments behind it not included. */
function contentEnd(pair: Pair): number {
  const end = nodeEnd(pair.value);
  return end ?? (colonOf(pair) ?? rangeOf(pair.key).end - 1) + 1;
}

/** `undefined` for what takes no room in the source. */
function nodeEnd(node: unknown): number | undefined {
  if (isMap(node) && !node.flow) {
    const last = node.items.at(-1);
    if (last) return contentEnd(last);
  }
  if (isSeq(node) && !node.flow && node.items.length > 0) {
    const last = nodeEnd(node.items.at(-1));
    if (last !== undefined) return last;
  }
  const range = rangeOf(node);
  return range.end > range.start ? range.end : undefined;
}

/** Where the next line begins; `at` itself where it begins one already, as the end of a block does. */
function lineEnd(yaml: string, at: number, always = false): number {
  if (!always && yaml[at - 1] === '\n') return at;
  const found = yaml.indexOf('\n', at);
  return found < 0 ? yaml.length : found + 1;
}

/** Without the space behind the colon; `trimStart` would take a text's own first characters along. */
function unspaced(text: string): string {
  return text.replace(/^ +/, '');
}
