import type { YAMLMap } from 'yaml';
import { sameValue } from '../../model/deepEqual';
import { isObject, isTooDeep, jsonDepthLimit, jsonText } from '../../model/jsonObject';
import {
  missionFileKeys,
  parseMissionFile,
  readMissionFile,
  readFrontMatter,
  type FrontMatter,
  type MissionFileContent,
  type MissionFileKey,
} from './missionFile';
import { missionFileLayout, withLineFeeds, type MissionFileLayout } from './missionFileLayout';
import type { MissionFileProblem, MissionFileProblemKind } from './missionFileProblem';
import { applied, mapEdits } from './yamlEdits';
import { maxFrontMatterLength } from './yamlDocument';
import { keyOf } from './yamlJson';
import { documentText, mergeNode, newDocument, newPair, pairText } from './yamlText';

export type MissionFileUpdate =
  /** The file says it already: not a byte is to change. */
  | { readonly kind: 'same' }
  | { readonly kind: 'changed'; readonly text: string }
  /** The front matter has to be fixed first. */
  | { readonly kind: 'refused'; readonly problems: readonly MissionFileProblem[] };

/** The values of the front matter for a content: `undefined` for what is absent. Empty is the same as absent. */
export function wantedValues({ definition, missionId }: MissionFileContent): ReadonlyMap<MissionFileKey, unknown> {
  const { metadata } = definition;
  return new Map<MissionFileKey, unknown>([
    ['name', definition.name],
    ['description', unlessEmpty(definition.description)],
    ['model', unlessEmpty(definition.model)],
    ['execution_mode', definition.executionMode],
    ['metadata', metadata && Object.keys(metadata).length > 0 ? metadata : undefined],
    ['mission_id', missionId],
  ]);
}

function unlessEmpty(text: string | undefined): string | undefined {
  return text === '' ? undefined : text;
}

/** Whether two contents mean the same: absent as empty, and line ends of the instructions aside. */
export function sameMissionContent(a: MissionFileContent, b: MissionFileContent): boolean {
  const [left, right] = [wantedValues(a), wantedValues(b)];
  return (
    missionFileKeys.every((key) => sameValue(left.get(key), right.get(key))) &&
    withLineFeeds(a.definition.instructions ?? '') === withLineFeeds(b.definition.instructions ?? '')
  );
}

/** A new file for a mission. One empty line keeps the instructions apart from the front matter. */
export function printMissionFile(content: MissionFileContent): string {
  return `---\n${documentText(newDocument(membersOf(content)))}---\n\n${withLineFeeds(content.definition.instructions ?? '')}`;
}

/**
 * Brings a content into a file, the whole of it: a missing `missionId` takes the id out. Only what differs is
 * touched; comments, order, quotes, unknown keys and line ends stay. Never throws.
 */
export function updateMissionFile(text: string, content: MissionFileContent): MissionFileUpdate {
  const before = parseMissionFile(text);
  if (before.content && sameMissionContent(before.content, content)) return { kind: 'same' };
  let updated = text;
  if (before.layout.frontMatter === 'none') {
    const { body, lineBreak } = before.layout;
    updated = `${text.slice(0, body.start)}---${lineBreak}---${lineBreak}${lineBreak}${text.slice(body.start)}`;
  }
  const { yaml } = missionFileLayout(updated);
  const isInConflict = before.problems.some(
    ({ kind, range }) => kind === 'conflict' && (before.layout.frontMatter === 'none' || range.start < yaml.end),
  );
  const readable =
    before.layout.frontMatter !== 'open' &&
    !isInConflict &&
    readFrontMatter(updated.slice(yaml.start, yaml.end), () => undefined).sound;
  if (!readable) return { kind: 'refused', problems: before.problems };
  const refused = (kind: MissionFileProblemKind): MissionFileUpdate => ({
    kind: 'refused',
    problems: [{ severity: 'error', range: before.layout.fence, ...kind }],
  });
  // Nothing is tried that would take long and come to nothing.
  const done = isFarTooLarge(content)
    ? undefined
    : (attempt(updated, content, 'edit') ?? attempt(updated, content, 'rewrite'));
  return done === undefined ? refused(unfitAsFile(content) ?? { kind: 'tied' }) : { kind: 'changed', text: done };
}

/** Why no mission file could say it and be read again; `undefined` where one can. */
export function unfitAsFile(content: MissionFileContent): MissionFileProblemKind | undefined {
  if (content.definition.instructions?.includes('\0')) return { kind: 'binary' };
  if (isTooDeep(content.definition.metadata)) return { kind: 'tooDeep', levels: jsonDepthLimit };
  if (!isFarTooLarge(content) && documentText(newDocument(membersOf(content))).length <= maxFrontMatterLength)
    return undefined;
  return { kind: 'frontMatterTooLarge', characters: maxFrontMatterLength };
}

function isFarTooLarge(content: MissionFileContent): boolean {
  return isTooDeep(content.definition.metadata) || jsonText(membersOf(content)).length > 3 * maxFrontMatterLength;
}

function membersOf(content: MissionFileContent): (readonly [MissionFileKey, unknown])[] {
  return [...wantedValues(content)].filter(([, value]) => value !== undefined);
}

/** The file with the content, or `undefined` where this way does not lead there: what comes out is read again. */
function attempt(text: string, content: MissionFileContent, how: 'edit' | 'rewrite'): string | undefined {
  let updated = text;
  // Changing what an anchor stands for changes its aliases too, which a second round puts right.
  for (let round = 0; round < 2; round++) {
    const layout = missionFileLayout(updated);
    const yaml = updated.slice(layout.yaml.start, layout.yaml.end);
    const matter = readFrontMatter(yaml, () => undefined);
    if (!matter.sound) return undefined;
    const changed = changedYaml(yaml, matter, wantedValues(content), how);
    if (changed === undefined) return undefined;
    updated =
      updated.slice(0, layout.yaml.start) +
      (changed === yaml ? yaml : withLineFeeds(changed).replaceAll('\n', layout.lineBreak)) +
      updated.slice(layout.yaml.end, layout.body.start) +
      changedBody(updated, layout, content.definition.instructions ?? '');
    const after = readMissionFile(updated).content;
    if (after && sameMissionContent(after, content)) return updated;
  }
  return undefined;
}

function changedBody(text: string, { body, apart, lineBreak }: MissionFileLayout, instructions: string): string {
  const now = text.slice(body.start, body.end);
  const wanted = withLineFeeds(instructions);
  if (withLineFeeds(now) === wanted) return now;
  // Without the empty line that keeps them apart, the first one of the instructions would be taken for it.
  const kept = !apart && wanted.startsWith('\n') ? `\n${wanted}` : wanted;
  const unended = body.start > 0 && text[body.start - 1] !== '\n';
  return (unended ? `\n${kept}` : kept).replaceAll('\n', lineBreak);
}

/** The front matter with the wanted values, or `undefined` where aliases make that impossible. */
function changedYaml(
  yaml: string,
  matter: FrontMatter,
  wanted: ReadonlyMap<MissionFileKey, unknown>,
  how: 'edit' | 'rewrite',
): string | undefined {
  const { map } = matter;
  const changed = new Map<string, unknown>();
  for (const key of missionFileKeys) if (!says(matter, key, wanted.get(key))) changed.set(key, wanted.get(key));
  if (changed.size === 0) return yaml;
  if (!map) {
    const lines = [...changed].map(([key, value]) => (value === undefined ? '' : pairText(key, value, 0)));
    return (yaml === '' || yaml.endsWith('\n') ? yaml : `${yaml}\n`) + lines.join('');
  }
  if (how === 'rewrite') return rewritten(matter, map, changed);
  const edits = mapEdits(yaml, matter.document, map, changed, missionFileKeys);
  return edits && applied(yaml, edits);
}

/** Whether the file says it in effect: a missing mode is `external`, empty is absent. */
function says({ values, map }: FrontMatter, key: MissionFileKey, wanted: unknown): boolean {
  if (!values.has(key)) return !map?.items.some((pair) => keyOf(pair) === key) && wanted === standard(key);
  const value = values.get(key);
  const absent = value === null || value === '' || (isObject(value) && Object.keys(value).length === 0);
  return absent ? wanted === standard(key) : sameValue(value, wanted);
}

function standard(key: MissionFileKey): string | undefined {
  return key === 'execution_mode' ? 'external' : undefined;
}

/** The library's own way: comments and order stay, but all of the front matter is laid out again. */
function rewritten({ document }: FrontMatter, map: YAMLMap, changed: ReadonlyMap<string, unknown>): string | undefined {
  for (const [key, value] of changed) {
    const pair = map.items.find((item) => keyOf(item) === key);
    if (value === undefined) map.items = map.items.filter((item) => item !== pair);
    else if (pair) pair.value = mergeNode(document, pair.value, value, true);
    else map.items.push(newPair(document, key, value));
  }
  try {
    return documentText(document);
  } catch {
    return undefined;
  }
}
