import { Document, isMap, isScalar, type Pair, type YAMLMap } from 'yaml';
import { compact, isObject } from '../../model/jsonObject';
import { keepNewest } from '../../model/keepNewest';
import type { JsonObject, MissionDefinition } from '../../model/mission';
import { conflictMarkers, placeholdersIn } from './leftovers';
import { missionFileLayout, withLineFeeds, type MissionFileLayout, type TextRange } from './missionFileLayout';
import type { MissionFileProblem, Report } from './missionFileProblem';
import { composeFrontMatter } from './yamlDocument';
import { isMergeKey, jsonOf, keyOf, rangeOf } from './yamlJson';

/** The keys of the front matter, in the order in which a new file has them. */
export const missionFileKeys = ['name', 'description', 'model', 'execution_mode', 'metadata', 'mission_id'] as const;
export type MissionFileKey = (typeof missionFileKeys)[number];

/** What a mission file says: a definition, and the mission's id once it is published. */
export type MissionFileContent = { readonly missionId?: string; readonly definition: MissionDefinition };

/** A key of the front matter with its value, where they stand in the file. */
export type FrontMatterEntry = { readonly key: string; readonly keyRange: TextRange; readonly valueRange: TextRange };

export type MissionFile = {
  readonly layout: MissionFileLayout;
  /** Where the file says it, even if the rest of the file is not fit to be published. */
  readonly missionId?: string;
  /** `undefined` where an error stands in the way. */
  readonly content?: MissionFileContent;
  readonly entries: readonly FrontMatterEntry[];
  /** In the order of the text. */
  readonly problems: readonly MissionFileProblem[];
};

/** The front matter as YAML knows it; offsets count from its start. */
export type FrontMatter = {
  readonly document: Document;
  /** `undefined` for an empty front matter, or one that has no keys. */
  readonly map?: YAMLMap;
  /** What the known keys say, `null` being absent. A key whose value is of no use is missing here. */
  readonly values: ReadonlyMap<MissionFileKey, unknown>;
  /** Whether the YAML can be read at all. */
  readonly sound: boolean;
};

const uuid = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
/** The modes that the contract names. */
export const executionModes: readonly string[] = ['external', 'managed'];

/** Whether a mission may have this id. */
export function isMissionId(text: string): boolean {
  return uuid.test(text);
}

/** Reads a `*.mission.md`: YAML front matter, then the instructions as they are. Never throws. */
export function parseMissionFile(text: string): MissionFile {
  const conflicts = conflictMarkers(text).map((range) => ({ severity: 'error', range, kind: 'conflict' }) as const);
  const { content, ...file } = readMissionFile(text, conflicts);
  return content && conflicts.length === 0 ? { ...file, content } : file;
}

/** The same of a text that may have the lines of a conflict, as the instructions of a mission may. */
export function readMissionFile(text: string, conflicts: readonly MissionFileProblem[] = []): MissionFile {
  const layout = missionFileLayout(text);
  const { fence, yaml, body } = layout;
  const problems: MissionFileProblem[] = [...conflicts];
  // In the middle of a conflict, YAML would say nothing but what comes of it.
  if (conflicts.some(({ range }) => layout.frontMatter !== 'closed' || range.start < yaml.end)) {
    const missionId = idSeenIn(text.slice(0, layout.frontMatter === 'closed' ? yaml.end : text.length));
    return { layout, entries: [], problems, ...(missionId === undefined ? {} : { missionId }) };
  }
  if (layout.frontMatter !== 'closed') {
    const range = layout.frontMatter === 'open' ? fence : { start: body.start, end: firstLineEnd(text, body.start) };
    const kind = layout.frontMatter === 'open' ? 'notClosed' : 'noFrontMatter';
    return { layout, entries: [], problems: [{ severity: 'error', range, kind }] };
  }
  const { values, ...matter } = matterOf(text.slice(yaml.start, yaml.end));
  for (const problem of matter.problems) {
    const { start, end } = problem.range;
    // What has no extent of its own (an empty value, the missing name) is told on the first fence.
    problems.push({ ...problem, range: end > start ? moved(problem.range, yaml) : fence });
  }
  for (const range of placeholdersIn(text, body.start))
    problems.push({ severity: 'warning', range, kind: 'placeholder' });
  const entries = matter.entries.map(({ key, keyRange, valueRange }) => ({
    key,
    keyRange: moved(keyRange, yaml),
    valueRange: moved(valueRange, yaml),
  }));
  problems.sort((a, b) => a.range.start - b.range.start);
  const id = textOf(values.get('mission_id'))?.trim();
  const missionId = id === '' ? undefined : id;
  const file = { layout, entries, problems, ...(missionId === undefined ? {} : { missionId }) };
  if (problems.some(({ severity }) => severity === 'error')) return file;
  const definition: MissionDefinition = compact({
    name: textOf(values.get('name')) ?? '',
    description: textOf(values.get('description')),
    model: textOf(values.get('model')),
    instructions: withLineFeeds(text.slice(body.start, body.end)),
    executionMode: textOf(values.get('execution_mode')) ?? 'external',
    metadata: objectOf(values.get('metadata')),
  });
  return { ...file, content: { definition, ...(missionId === undefined ? {} : { missionId }) } };
}

/** What a front matter says; offsets count from its start. */
type Matter = {
  readonly values: ReadonlyMap<MissionFileKey, unknown>;
  readonly entries: readonly FrontMatterEntry[];
  readonly problems: readonly MissionFileProblem[];
};

/** The front matters that were read last: several look at one file, and mostly it is the instructions that change. */
const matters = new Map<string, Matter>();
const mattersKept = 4;

function matterOf(yaml: string): Matter {
  const matter = matters.get(yaml) ?? readMatter(yaml);
  matters.delete(yaml);
  matters.set(yaml, matter);
  keepNewest(matters, mattersKept);
  return matter;
}

function readMatter(yaml: string): Matter {
  const problems: MissionFileProblem[] = [];
  const { values, map } = readFrontMatter(yaml, (severity, range, kind) => problems.push({ severity, range, ...kind }));
  const entries = (map?.items ?? []).flatMap((pair): FrontMatterEntry[] => {
    const key = keyOf(pair);
    return key === undefined ? [] : [{ key, keyRange: rangeOf(pair.key), valueRange: rangeOf(pair.value) }];
  });
  return { values, entries, problems };
}

/** Reads the YAML between the fences and checks it against what a mission can have. */
export function readFrontMatter(yaml: string, report: Report): FrontMatter {
  const { document, sound } = composeFrontMatter(yaml, report);
  if (!document) {
    const id = idSeenIn(yaml);
    return { document: new Document(), values: new Map(id === undefined ? [] : [['mission_id', id]]), sound };
  }
  const { contents } = document;
  const map = isMap(contents) ? contents : undefined;
  const empty = contents === null || (isScalar(contents) && contents.value === null && contents.source === '');
  if (!map && !empty) {
    if (sound) report('error', rangeOf(contents), { kind: 'noKeys' });
    return { document, values: new Map(), sound: false };
  }
  const values = map ? readValues(yaml, document, map, report) : new Map<MissionFileKey, unknown>();
  if (sound && !values.has('name') && !map?.has('name')) report('error', { start: 0, end: 0 }, { kind: 'missingName' });
  return { document, values, sound, ...(map ? { map } : {}) };
}

function readValues(yaml: string, document: Document, map: YAMLMap, report: Report): Map<MissionFileKey, unknown> {
  const values = new Map<MissionFileKey, unknown>();
  for (const pair of map.items) {
    const key = knownKeyOf(pair, report);
    if (!key) continue;
    if (key !== 'metadata') reportCutOff(yaml, pair.value, report);
    const json = jsonOf(pair.value, document, report);
    const seen = rangeOf(pair.value);
    if (json && check(key, json.value, seen.end > seen.start ? seen : rangeOf(pair.key), report))
      values.set(key, json.value);
  }
  return values;
}

/** The key of the pair, where it is one that a mission has; says so where it is none. */
function knownKeyOf(pair: Pair, report: Report): MissionFileKey | undefined {
  if (isMergeKey(pair)) {
    report('error', rangeOf(pair.key), { kind: 'mergeKey' });
    return undefined;
  }
  const name = keyOf(pair);
  const key = missionFileKeys.find((known) => known === name);
  if (!key) report('warning', rangeOf(pair.key), { kind: 'unknownKey', key: name ?? '' });
  return key;
}

/** A comment follows its `#` after a space: without one, it may be meant as a part of the text. */
function reportCutOff(yaml: string, value: unknown, report: Report): void {
  if (!isScalar(value) || value.type !== 'PLAIN' || !/^\S/.test(value.comment ?? '')) return;
  const { start, end } = rangeOf(value);
  const [comment = ''] = /^[ \t]+(#.*)/.exec(yaml.slice(end)) ?? [];
  if (comment !== '')
    report('warning', { start, end: end + comment.trimEnd().length }, { kind: 'cutOff', comment: comment.trim() });
}

/** Which mission it is, where the YAML cannot be read. */
function idSeenIn(yaml: string): string | undefined {
  return /^mission_id: *["']?([0-9a-f-]{36})\b/im.exec(yaml)?.[1];
}

/** Whether the value is of use; says what is wrong with it. */
function check(key: MissionFileKey, value: unknown, range: TextRange, report: Report): boolean {
  if (key === 'name' && (value === null || (typeof value === 'string' && value.trim() === ''))) {
    report('error', range, { kind: 'missingName' });
    return true;
  }
  if (value === null) return true;
  if (key === 'metadata') {
    if (isObject(value)) return true;
    report('error', range, { kind: 'metadataNotAMap' });
    return false;
  }
  if (typeof value !== 'string') {
    report('error', range, { kind: 'notText', key });
    return false;
  }
  if (key === 'execution_mode' && !executionModes.includes(value))
    report('warning', range, { kind: 'unknownMode', value });
  if (key === 'mission_id' && !isMissionId(value)) report('warning', range, { kind: 'notAnId', value });
  return true;
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

function objectOf(value: unknown): JsonObject | undefined {
  return isObject(value) ? value : undefined;
}

function moved(range: TextRange, by: TextRange): TextRange {
  return { start: range.start + by.start, end: range.end + by.start };
}

function firstLineEnd(text: string, start: number): number {
  const end = text.slice(start).search(/\r?\n/);
  return end < 0 ? text.length : start + end;
}
