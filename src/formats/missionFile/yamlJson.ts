import {
  isAlias,
  isMap,
  isPair,
  isScalar,
  isSeq,
  type Alias,
  type Document,
  type Node,
  type Pair,
  type Scalar,
  type YAMLMap,
  type YAMLSeq,
} from 'yaml';
import { ExactNumber, jsonDepthLimit } from '../../model/jsonObject';
import type { TextRange } from './missionFileLayout';
import type { Report } from './missionFileProblem';

/** Nodes that are reached through aliases: a few lines of them could say billions ("billion laughs"). */
const aliasedNodes = 1000;

/** The key of a pair as JSON has it; `undefined` for a list or a map as a key. */
export function keyOf(pair: Pair): string | undefined {
  if (!isScalar(pair.key)) return undefined;
  const { value } = pair.key;
  if (value === null || value === undefined) return '';
  if (value instanceof ExactNumber) return value.text;
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean'
    ? String(value)
    : undefined;
}

/** `<<` without quotes. */
export function isMergeKey({ key }: Pair): boolean {
  return isScalar(key) && key.type === 'PLAIN' && key.value === '<<';
}

/** By what two keys are one in YAML. */
export function identityOf({ value }: Scalar): unknown {
  return value instanceof ExactNumber ? Symbol.for(value.text) : value;
}

export function rangeOf(node: unknown): TextRange {
  const range = isMap(node) || isSeq(node) || isScalar(node) || isAlias(node) ? node.range : undefined;
  return range ? { start: range[0], end: range[1] } : { start: 0, end: 0 };
}

const targets = new WeakMap<Document, ReadonlyMap<Alias, Node>>();

/**
 * What each alias of the document stands for: the newest anchor of its name before it. Found for all of them at once:
 * the library's own `resolve` walks through the whole document for each.
 */
function aliasTargets(document: Document): ReadonlyMap<Alias, Node> {
  const known = targets.get(document);
  if (known) return known;
  const found = new Map<Alias, Node>();
  const anchors = new Map<string, Node>();
  for (const node of nodesOf(document.contents)) {
    if (isAlias(node)) {
      const target = anchors.get(node.source);
      if (target) found.set(node, target);
    } else if (node.anchor !== undefined) anchors.set(node.anchor, node);
  }
  targets.set(document, found);
  return found;
}

/** To be called when an anchor of the document has gone to another node. */
export function forgetAliasTargets(document: Document): void {
  targets.delete(document);
}

type YamlNode = Alias | Scalar | YAMLMap | YAMLSeq;

/** All nodes in the order of the text, without the stack of calls that a deep text would fill. */
export function* nodesOf(root: unknown): Generator<YamlNode> {
  const open: unknown[] = [root];
  while (open.length > 0) {
    const node = open.pop();
    if (isPair(node)) open.push(node.value, node.key);
    else if (isMap(node) || isSeq(node)) {
      yield node;
      for (let index = node.items.length - 1; index >= 0; index--) open.push(node.items[index]);
    } else if (isScalar(node) || isAlias(node)) yield node;
  }
}

/**
 * A YAML node → what JSON can say, or `undefined` where JSON cannot say it; why not is reported. Done here and not
 * by `toJS()`, because that tells neither where nor what, and gives up on the whole document.
 */
export function jsonOf(node: unknown, document: Document, tell: Report): { readonly value: unknown } | undefined {
  const errors: TextRange[] = [];
  const report: Report = (severity, range, kind) => {
    if (severity === 'error') errors.push(range);
    tell(severity, range, kind);
  };
  let aliased = 0;
  let stopped = false;
  const above = new Set<unknown>();

  /** `at`: the alias through which the node was reached, so that problems are told where they can be seen. */
  const read = (value: unknown, depth: number, at: TextRange | undefined): unknown => {
    const range = at ?? rangeOf(value);
    if (at) aliased++;
    if (stopped) return undefined;
    if (depth > jsonDepthLimit || aliased > aliasedNodes) {
      const deep = depth > jsonDepthLimit;
      report('error', range, deep ? { kind: 'tooDeep', levels: jsonDepthLimit } : { kind: 'tooLarge' });
      stopped = true;
      return undefined;
    }
    if (isAlias(value)) {
      const target = aliasTargets(document).get(value);
      if (!target) report('error', range, { kind: 'unknownAlias', alias: value.source });
      return target && read(target, depth + 1, range);
    }
    if (isScalar(value)) return readScalar(value.value, value.source, range, report);
    if (!isMap(value) && !isSeq(value)) return null;
    if (above.has(value)) {
      report('error', range, { kind: 'tooLarge' });
      return undefined;
    }
    above.add(value);
    const json = isSeq(value)
      ? value.items.map((item) => read(item, depth + 1, at) ?? null)
      : readMap(value.items, (item) => read(item, depth + 1, at), range, report);
    above.delete(value);
    return json;
  };
  const value = read(node, 0, undefined);
  return errors.length === 0 ? { value } : undefined;
}

function readScalar(value: unknown, source: string | undefined, range: TextRange, report: Report): unknown {
  if (value instanceof ExactNumber) return value;
  if (typeof value !== 'number') {
    if (value === null || typeof value === 'string' || typeof value === 'boolean') return value;
    report('error', range, { kind: 'notJson' });
    return undefined;
  }
  if (!Number.isFinite(value)) {
    report('error', range, { kind: 'notJson' });
    return undefined;
  }
  if (source && String(value) !== source)
    report('warning', range, { kind: 'numberChanges', source, reads: String(value) });
  // JSON has one zero.
  return value === 0 ? 0 : value;
}

function readMap(
  pairs: readonly Pair[],
  read: (value: unknown) => unknown,
  range: TextRange,
  report: Report,
): Record<string, unknown> {
  const members = new Map<string, unknown>();
  const keys = new Set<unknown>();
  for (const pair of pairs) {
    const key = keyOf(pair);
    const at = rangeOf(pair.key);
    const where = at.end > at.start ? at : range;
    if (isMergeKey(pair)) report('error', where, { kind: 'mergeKey' });
    else if (key === undefined) report('error', where, { kind: 'notJson' });
    // The same key twice is an error of the YAML already.
    else if (members.has(key) && !(isScalar(pair.key) && keys.has(identityOf(pair.key))))
      report('error', where, { kind: 'sameInJson', key });
    else members.set(key, read(pair.value) ?? null);
    if (isScalar(pair.key)) keys.add(identityOf(pair.key));
  }
  // Makes own properties of all of them, `__proto__` too.
  return Object.fromEntries(members);
}
