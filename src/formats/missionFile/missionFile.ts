import { isMap, isScalar, parseDocument, type Document, type YAMLMap } from 'yaml';
import { compact, isObject } from '../../model/jsonObject';
import type { JsonObject, MissionDefinition } from '../../model/mission';
import { missionFileLayout, withLineFeeds, type MissionFileLayout, type TextRange } from './missionFileLayout';
import type { MissionFileProblem, Report } from './missionFileProblem';
import { jsonOf, keyOf, rangeOf } from './yamlJson';

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
  const layout = missionFileLayout(text);
  const problems: MissionFileProblem[] = [];
  const { fence, yaml, body } = layout;
  if (layout.frontMatter !== 'closed') {
    const range = layout.frontMatter === 'open' ? fence : { start: body.start, end: firstLineEnd(text, body.start) };
    const kind = layout.frontMatter === 'open' ? 'notClosed' : 'noFrontMatter';
    return { layout, entries: [], problems: [{ severity: 'error', range, kind }] };
  }
  const { values, map } = readFrontMatter(text.slice(yaml.start, yaml.end), (severity, range, kind) => {
    const start = yaml.start + range.start;
    // What has no extent of its own (an empty value, the missing name) is told on the first fence.
    const seen = range.end > range.start ? { start, end: yaml.start + range.end } : fence;
    problems.push({ severity, range: seen, ...kind });
  });
  const entries = (map?.items ?? []).flatMap((pair): FrontMatterEntry[] => {
    const key = keyOf(pair);
    if (key === undefined) return [];
    return [{ key, keyRange: moved(rangeOf(pair.key), yaml), valueRange: moved(rangeOf(pair.value), yaml) }];
  });
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

/** Reads the YAML between the fences and checks it against what a mission can have. */
export function readFrontMatter(yaml: string, report: Report): FrontMatter {
  // The tokens of the source are kept for whoever changes a part of it.
  const document = parseDocument(yaml, { keepSourceTokens: true, prettyErrors: false });
  for (const { code, message, pos } of document.errors) {
    const range = { start: pos[0], end: Math.max(pos[1], pos[0] + 1) };
    if (code === 'DUPLICATE_KEY') {
      const key = /^(?:"[^"]*"|'[^']*'|[^\s:]+)/.exec(yaml.slice(pos[0]))?.[0] ?? '';
      report('error', { start: pos[0], end: pos[0] + Math.max(1, key.length) }, { kind: 'duplicateKey', key });
    } else report('error', range, { kind: 'yaml', message });
  }
  for (const { message, pos } of document.warnings)
    report('warning', { start: pos[0], end: pos[1] }, { kind: 'yaml', message });
  const sound = document.errors.length === 0;
  const { contents } = document;
  const map = isMap(contents) ? contents : undefined;
  const empty = contents === null || (isScalar(contents) && contents.value === null && contents.source === '');
  if (!map && !empty) {
    if (sound) report('error', rangeOf(contents), { kind: 'noKeys' });
    return { document, values: new Map(), sound: false };
  }
  const values = new Map<MissionFileKey, unknown>();
  for (const pair of map?.items ?? []) {
    const name = keyOf(pair);
    const key = missionFileKeys.find((known) => known === name);
    if (!key) {
      report('warning', rangeOf(pair.key), { kind: 'unknownKey', key: name ?? '' });
      continue;
    }
    const json = jsonOf(pair.value, document, report);
    const seen = rangeOf(pair.value);
    if (json && check(key, json.value, seen.end > seen.start ? seen : rangeOf(pair.key), report))
      values.set(key, json.value);
  }
  if (sound && !values.has('name') && !map?.has('name')) report('error', { start: 0, end: 0 }, { kind: 'missingName' });
  return { document, values, sound, ...(map ? { map } : {}) };
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
