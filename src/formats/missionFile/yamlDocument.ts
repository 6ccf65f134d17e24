import { Composer, Document, isMap, isScalar, Parser, type CST, type ScalarTag, type Tags } from 'yaml';
import { ExactNumber, isInexact, jsonDepthLimit } from '../../model/jsonObject';
import type { Report } from './missionFileProblem';
import { identityOf, keyOf, nodesOf, rangeOf } from './yamlJson';

/** Of a front matter, in UTF-16 units: reading so much takes a fraction of a second. */
export const maxFrontMatterLength = 100_000;

/** The map of the keys, and `metadata` in it. */
const depthLimit = jsonDepthLimit + 1;

/**
 * Reads YAML in a time that grows as its length does, which is bounded. Where it is not `sound`, why not is reported;
 * what is too long or too deep is not read at all. The tokens of the source are kept for whoever changes a part of it.
 */
export function composeFrontMatter(
  yaml: string,
  report: Report,
): { readonly document?: Document; readonly sound: boolean } {
  if (yaml.length > maxFrontMatterLength) {
    // A line is enough to tell it on.
    const end = yaml.slice(0, maxFrontMatterLength).search(/\r?\n|$/);
    report('error', { start: 0, end }, { kind: 'frontMatterTooLarge', characters: maxFrontMatterLength });
    return { sound: false };
  }
  const tokens = [...new Parser().parse(yaml)];
  const deep = tooDeepAt(tokens);
  if (deep !== undefined) {
    report('error', { start: deep, end: deep + 1 }, { kind: 'tooDeep', levels: jsonDepthLimit });
    return { sound: false };
  }
  // The library compares every key of a map with all before it: done below, once for each.
  const composer = new Composer({ keepSourceTokens: true, prettyErrors: false, uniqueKeys: false, customTags });
  const [document = new Document(), ...more] = composer.compose(tokens, true, yaml.length);
  keepExactNumbers(document);
  const [other] = more;
  if (other) {
    const message = 'Source contains multiple documents';
    report('error', { start: other.range[0], end: other.range[1] }, { kind: 'yaml', message });
  }
  for (const { message, pos } of document.errors)
    report('error', { start: pos[0], end: Math.max(pos[1], pos[0] + 1) }, { kind: 'yaml', message });
  for (const { message, pos } of document.warnings)
    report('warning', { start: pos[0], end: pos[1] }, { kind: 'yaml', message });
  const unique = reportDuplicates(yaml, document, report);
  return { document, sound: !other && unique && document.errors.length === 0 };
}

/** Writes exact numbers as they are. No scalar of a source is taken for one by this: see below. */
const exactNumberTag: ScalarTag = {
  tag: 'tag:yaml.org,2002:float',
  default: true,
  identify: (value) => value instanceof ExactNumber,
  resolve: (text) => text,
  stringify: ({ value }) => String(value),
};

/** For each document that is read or written. */
export const customTags = (tags: Tags): Tags => [...tags, exactNumberTag];

/** Numbers that JSON would write in other digits are held as they stand there. */
function keepExactNumbers(document: Document): void {
  for (const node of nodesOf(document.contents)) {
    if (!isScalar(node) || typeof node.value !== 'number' || node.tag !== undefined) continue;
    if (node.source === undefined || !isInexact(node.source)) continue;
    node.value = new ExactNumber(node.source);
    delete node.format;
    delete node.minFractionDigits;
  }
}

/** Where the text nests deeper than can be read: the composer calls itself for each level. */
function tooDeepAt(tokens: readonly CST.Token[]): number | undefined {
  const open = tokens.map((token): [CST.Token, number] => [token, 0]);
  for (let next = open.pop(); next; next = open.pop()) {
    const [token, depth] = next;
    if (token.type === 'document') {
      if (token.value) open.push([token.value, depth]);
    } else if ('items' in token) {
      if (depth > depthLimit) return token.offset;
      for (const { key, value } of token.items) {
        if (key) open.push([key, depth + 1]);
        if (value) open.push([value, depth + 1]);
      }
    }
  }
  return undefined;
}

/** Whether each key stands in its map once. */
function reportDuplicates(yaml: string, document: Document, report: Report): boolean {
  let unique = true;
  for (const node of nodesOf(document.contents)) {
    if (!isMap(node)) continue;
    const seen = new Set<unknown>();
    for (const pair of node.items) {
      if (!isScalar(pair.key)) continue;
      const value = identityOf(pair.key);
      if (seen.has(value)) {
        unique = false;
        const { start, end } = rangeOf(pair.key);
        const range = { start, end: Math.max(end, start + 1) };
        report('error', range, { kind: 'duplicateKey', key: yaml.slice(start, end) || (keyOf(pair) ?? '') });
      }
      seen.add(value);
    }
  }
  return unique;
}
