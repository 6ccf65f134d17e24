import {
  Document,
  isAlias,
  isCollection,
  isMap,
  isScalar,
  isSeq,
  Pair,
  visit,
  type Scalar,
  type Node,
  type ToStringOptions,
  type YAMLMap,
} from 'yaml';
import { sameValue } from '../../model/deepEqual';
import { isObject } from '../../model/jsonObject';
import { customTags } from './yamlDocument';
import { forgetAliasTargets, jsonOf, keyOf } from './yamlJson';

/** Long lines stay long, and several lines become a literal block, so that a diff shows the lines that changed. */
const layout: ToStringOptions = { lineWidth: 0, blockQuote: 'literal' };

/** Writes a whole front matter, without fences, with line feeds. Throws where an alias has lost its anchor. */
export function documentText(document: Document): string {
  return document.toString(layout);
}

/** A document with these keys in this order. What YAML 1.1 would read as something else is quoted. */
export function newDocument(members: readonly (readonly [string, unknown])[]): Document {
  const document = new Document({}, { compat: 'yaml-1.1', aliasDuplicateObjects: false, customTags });
  document.contents = newNode(document, Object.fromEntries(members));
  return document;
}

function newNode(document: Document, value: unknown): Node {
  const node = document.createNode(value);
  // As a literal block, lines of nothing but blanks would lose their blanks (yaml 2.9.1); `<<` would be a merge key.
  visit(node, {
    Scalar: (_, scalar) => {
      if (scalar.value === '<<') scalar.type = 'QUOTE_DOUBLE';
      if (typeof scalar.value === 'string' && scalar.value.includes('\n') && scalar.value.trim() === '')
        scalar.type = 'QUOTE_DOUBLE';
    },
  });
  return node;
}

/**
 * What stands behind the colon of a key, its space or line break included and the last line break not. `indent`
 * is the column of the key. `quotes` are kept where one line is enough.
 */
export function valueText(value: unknown, indent: number, quotes?: Scalar.Type): string {
  const document = newDocument([]);
  const node = isNode(value) ? value : newNode(document, value);
  if (isScalar(node) && isQuoted(quotes) && typeof node.value === 'string' && !/[\r\n]/.test(node.value))
    node.type = quotes;
  document.set('k', node);
  const lines = documentText(document).replace(/\n$/, '').slice('k:'.length).split('\n');
  return lines.map((line, index) => (index === 0 || line === '' ? line : ' '.repeat(indent) + line)).join('\n');
}

/** A key with its value as lines, the last line break included. */
export function pairText(key: string, value: unknown, indent: number): string {
  const lines = documentText(newDocument([[key, value]])).split('\n');
  return lines.map((line) => (line === '' ? line : ' '.repeat(indent) + line)).join('\n');
}

function isQuoted(type: Scalar.Type | undefined): type is 'QUOTE_DOUBLE' | 'QUOTE_SINGLE' {
  return type === 'QUOTE_DOUBLE' || type === 'QUOTE_SINGLE';
}

function isNode(value: unknown): value is Node {
  return isScalar(value) || isCollection(value) || isAlias(value);
}

/**
 * Makes the node say what is wanted, and returns it or the node that takes its place. What says it already stays,
 * with its comments. Aliases become what they stand for unless they may be kept, the anchor being in what is written.
 */
export function mergeNode(document: Document, node: unknown, wanted: unknown, keepAliases: boolean): Node {
  if (isAlias(node) && keepAliases && sameValue(plain(document, node), wanted)) return node;
  if (isMap(node) && isObject(wanted)) {
    mergeMap(document, node, wanted, keepAliases);
    return node;
  }
  if (isSeq(node) && Array.isArray(wanted)) {
    const items: readonly unknown[] = wanted;
    node.items = items.map((item, index) => mergeNode(document, node.items[index], item, keepAliases));
    return node;
  }
  if (isScalar(node) && sameValue(plain(document, node), wanted)) return node;
  const fresh = newNode(document, wanted);
  if (isCollection(node) || (isScalar(node) && node.anchor !== undefined)) forgetAliasTargets(document);
  if (isScalar(node)) keepLook(node, fresh, wanted);
  return fresh;
}

/** The node that takes the place of another keeps its comments, and its anchor and quotes where it can. */
function keepLook(old: Scalar, fresh: Node, wanted: unknown): void {
  fresh.commentBefore = old.commentBefore ?? null;
  fresh.comment = old.comment ?? null;
  if (!isScalar(fresh)) return;
  if (old.anchor !== undefined) fresh.anchor = old.anchor;
  if (isQuoted(old.type) && typeof wanted === 'string') fresh.type = old.type;
}

function mergeMap(document: Document, map: YAMLMap, wanted: object, keepAliases: boolean): void {
  const members = new Map<string, unknown>(Object.entries(wanted));
  map.items = map.items.filter((pair) => {
    const key = keyOf(pair);
    if (key === undefined || !members.has(key)) return false;
    pair.value = mergeNode(document, pair.value, members.get(key), keepAliases);
    members.delete(key);
    return true;
  });
  for (const [key, value] of members) map.items.push(newPair(document, key, value));
}

export function newPair(document: Document, key: string, value: unknown): Pair {
  return new Pair<unknown, unknown>(newNode(document, key), newNode(document, value));
}

/** What the node says. What JSON cannot say differs from everything. */
export function plain(document: Document, node: unknown): unknown {
  return jsonOf(node, document, () => undefined)?.value;
}
