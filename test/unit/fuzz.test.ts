import fc from 'fast-check';
import { afterEach, describe, expect, it } from 'vitest';
import { parseBaseUrl } from '../../src/account/baseUrl';
import {
  decodeAgent,
  decodeEvent,
  decodeMission,
  decodeResource,
  decodeRows,
  decodeRun,
  decodeStep,
} from '../../src/api/decode';
import { parseRetryAfter, maxRetryAfterMs } from '../../src/api/retry';
import { createEventLogText } from '../../src/formats/log/eventLogText';
import { parseMissionFile } from '../../src/formats/missionFile/missionFile';
import { parsePlanList } from '../../src/formats/plan/planTaskList';
import { parseStepId } from '../../src/formats/plan/planStepId';
import { EventColumns } from '../../src/model/eventColumns';
import { planTree } from '../../src/model/plan';
import { isRunFileProblem, parseRunFile, runFileFormat } from '../../src/model/saved/runFile';
import { changedTo } from '../../src/model/statusHistory';
import { parseInstant } from '../../src/model/time';
import { asTimelineMessage, isHostMessage } from '../../src/protocol/guards';
import { timelineActs } from '../../src/protocol/messages';
import { knownIds } from '../../src/timeline/details/knownIds';
import { readSaved } from '../../src/timeline/state/savedState';
import { TimelineState } from '../../src/timeline/state/state';
import { hostileTexts } from '../hostile';

const word = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 30 }),
  fc.constantFrom(
    ...hostileTexts.map(({ text }) => text),
    'constructor',
    '__proto__',
    'toString',
    '2026-11-01T00:00:00Z',
  ),
);
/** JSON as a server, a file or a webview may send it, with the names that we know in it. */
function jsonWith(...names: readonly string[]): fc.Arbitrary<unknown> {
  const name = fc.oneof({ weight: 6, arbitrary: fc.constantFrom(...names) }, { weight: 1, arbitrary: word });
  return fc.letrec<{ value: unknown }>((tie) => ({
    value: fc.oneof(
      { maxDepth: 4, depthSize: 'small' },
      fc.oneof(word, fc.double(), fc.integer(), fc.boolean(), fc.constantFrom(null, undefined)),
      fc.array(tie('value'), { maxLength: 4 }),
      fc
        .array(fc.tuple(name, tie('value')), { maxLength: 8 })
        // As JSON.parse does: an own property of any name.
        .map((entries) => Object.fromEntries(entries) as unknown),
    ),
  })).value;
}
const text = (...pieces: readonly string[]) =>
  fc.array(fc.oneof(fc.constantFrom(...pieces), word), { maxLength: 25 }).map((parts) => parts.join(''));

/** Nothing that was read may have reached what every object has. */
function untouched(): void {
  for (const shared of [Object.prototype, Array.prototype, Function.prototype, String.prototype])
    for (const name of ['polluted', 'isAdmin', 'x']) expect(Object.hasOwn(shared, name)).toBe(false);
  expect(({} as Record<string, unknown>).polluted).toBeUndefined();
}
afterEach(untouched);

describe('no parser throws, whatever it is given', () => {
  it('front matter and mission files', () => {
    const pieces = [
      '---\n',
      'name: ',
      'metadata:\n',
      '  - ',
      '{a: 1}',
      '&a ',
      '*a',
      '? ',
      '<<: *a',
      '!!js/function ',
      '\n',
      '|\n',
      '"',
    ];
    fc.assert(
      fc.property(text(...pieces), (content) => {
        for (const file of [parseMissionFile(content), parseMissionFile(`---\n${content}\n---\n`)])
          expect(Array.isArray(file.problems)).toBe(true);
      }),
      { numRuns: 300 },
    );
  });

  it('plans as lists, and the IDs in them', () => {
    const pieces = [
      '- [ ] ',
      '- [x] ',
      '  ',
      '\t',
      '\n',
      '<!-- ',
      ' -->',
      'step:',
      '1. ',
      '[/]',
      '> ',
      '---\n',
      '```\n',
    ];
    fc.assert(
      fc.property(text(...pieces), (content) => {
        const { items } = parsePlanList(content);
        items.forEach(({ parent }, place) => expect(parent === undefined || parent < place).toBe(true));
        parseStepId(content);
      }),
    );
  });

  it('saved runs', () => {
    const names = [
      'format',
      'version',
      'run',
      'plan',
      'agents',
      'events',
      'mission',
      'run_id',
      'mission_id',
      'status',
      'step_id',
      'event_id',
      'started_at',
      'payload',
    ];
    fc.assert(
      fc.property(jsonWith(...names), fc.boolean(), (value, ours) => {
        const root = ours ? { format: runFileFormat, version: 1, ...(value as object) } : value;
        const read = parseRunFile(JSON.stringify(root ?? null));
        if (!isRunFileProblem(read)) expect(read.columns).toBeInstanceOf(EventColumns);
      }),
    );
    fc.assert(
      fc.property(
        text('{', '}', '[', '"format":', `"${runFileFormat}"`, ',', '\uFEFF'),
        (content) => void parseRunFile(content),
      ),
    );
  });

  it('base URLs: what is allowed is encrypted or goes to this computer, and has nothing in it but an address', () => {
    const pieces = [
      'http',
      'https',
      '://',
      'localhost',
      '127.0.0.1',
      '[::1]',
      'evil.test',
      '@',
      ':',
      '/',
      '?',
      '#',
      '..',
      '%00',
      '\\',
    ];
    fc.assert(
      fc.property(text(...pieces), (content) => {
        const base = parseBaseUrl(content);
        if (base.kind === 'refused') return;
        const url = new URL(base.url);
        expect(url.origin).toBe(base.origin);
        const here = url.hostname === 'localhost' || url.hostname === '[::1]' || url.hostname.startsWith('127.');
        expect(url.protocol === 'https:' || (url.protocol === 'http:' && here)).toBe(true);
        expect(url.username + url.password + url.search + url.hash).toBe('');
      }),
      { numRuns: 1000 },
    );
  });

  it('Retry-After and instants', () => {
    fc.assert(
      fc.property(
        fc.oneof(text('1', '9', '.', '-', 'e', 'GMT', 'Wed, 21 Oct 2026 07:28:00 ', ' '), word),
        (content) => {
          const wait = parseRetryAfter(content, Date.now());
          expect(wait === undefined || (wait >= 0 && wait <= maxRetryAfterMs)).toBe(true);
          const at = parseInstant(content);
          expect(at === undefined || Number.isFinite(at)).toBe(true);
        },
      ),
    );
  });

  it('every entity of the API', () => {
    const names = [
      'mission_id',
      'run_id',
      'step_id',
      'event_id',
      'telnyx_agent_id',
      'tool_id',
      'id',
      'name',
      'status',
      'type',
      'summary',
      'metadata',
      'payload',
      'input',
      'sequence',
      'parent_step_id',
      'timestamp',
      'started_at',
      'updated_at',
      'created_at',
    ];
    const decoders = [decodeMission, decodeRun, decodeStep, decodeEvent, decodeAgent, decodeResource('tool_id')];
    fc.assert(
      fc.property(fc.array(jsonWith(...names), { maxLength: 6 }), (rows) => {
        for (const decode of decoders) decodeRows<unknown>(rows, decode, () => undefined);
        const steps = decodeRows(rows, decodeStep, () => undefined);
        expect(planTree(steps).length).toBeLessThanOrEqual(steps.length);
        for (const row of rows) changedTo(row);
      }),
    );
  });

  it('events as a log to read, and the ids in their payloads', () => {
    const names = ['event_id', 'run_id', 'summary', 'type', 'payload', 'conversation_id', 'phone', 'timestamp'];
    fc.assert(
      fc.property(fc.array(jsonWith(...names), { maxLength: 8 }), (rows) => {
        const columns = new EventColumns();
        columns.append(decodeRows(rows, decodeEvent, () => undefined));
        const log = createEventLogText(columns);
        log.extend();
        expect(log.text().split('\n').length).toBe(log.lineCount() + 1);
        for (const row of rows) knownIds(JSON.stringify(row ?? null));
      }),
    );
    fc.assert(fc.property(word, (content) => void knownIds(content)));
  });
});

describe('messages between host and timeline', () => {
  const names = [
    'kind',
    'act',
    'stepId',
    'text',
    'format',
    'indexes',
    'data',
    'requestId',
    'ask',
    'from',
    'to',
    'index',
    'revision',
    'steps',
    'events',
  ];
  const kinds = [
    'ready',
    'act',
    'copy',
    'openJson',
    'exportEvents',
    'exportPicture',
    'request',
    'snapshot',
    'delta',
    'compare',
    'reveal',
    'reply',
    'refusal',
  ];
  const message = fc
    .tuple(fc.oneof(fc.constantFrom(...kinds), word), jsonWith(...names))
    .map(([kind, rest]) => (typeof rest === 'object' && !Array.isArray(rest) ? { ...rest, kind } : rest));
  const known = new Set<string>(timelineActs);

  it('are none, or exactly one of the protocol: nothing else of them gets through to the host', () => {
    fc.assert(
      fc.property(message, (value) => {
        const read = asTimelineMessage(value);
        if (!read) return;
        const allowed: Readonly<Record<string, readonly string[]>> = {
          ready: ['kind'],
          act: ['kind', 'act', 'stepId'],
          copy: ['kind', 'text'],
          openJson: ['kind', 'text'],
          exportEvents: ['kind', 'format', 'indexes'],
          exportPicture: ['kind', 'format', 'data'],
          request: ['kind', 'requestId', 'ask'],
        };
        for (const name of Object.keys(read)) expect(allowed[read.kind]).toContain(name);
        if (read.kind === 'act') expect(known.has(read.act)).toBe(true);
      }),
      { numRuns: 2000 },
    );
  });

  it('set off nothing but the words of the protocol', () => {
    for (const act of [
      'constructor',
      '__proto__',
      'workbench.action.quit',
      'deleteMission',
      '',
      'Pause',
      ['pause'],
      { toString: () => 'pause' },
    ])
      expect(asTimelineMessage({ kind: 'act', act })).toBeUndefined();
    for (const act of timelineActs)
      expect(asTimelineMessage({ kind: 'act', act, command: 'x' })).toEqual({ kind: 'act', act });
  });

  it('never break the timeline, nor does what it has saved', () => {
    fc.assert(
      fc.property(message, (value) => {
        isHostMessage(value);
        readSaved(value);
        const state = new TimelineState();
        state.restore(value);
        expect(state.range(0).every(Number.isFinite)).toBe(true);
      }),
      { numRuns: 1000 },
    );
  });
});

describe('names of prototypes in what is read', () => {
  const poison =
    '{"__proto__":{"polluted":true},"constructor":{"prototype":{"polluted":true}},"toString":1,"hasOwnProperty":0}';
  const parsed = JSON.parse(poison) as Record<string, unknown>;
  const ids = { mission_id: 'm', run_id: 'r', step_id: 's', event_id: 'e' };

  it('are members like any other in metadata, inputs and payloads, and travel back as they came', () => {
    const mission = decodeMission({ ...ids, metadata: parsed });
    const run = decodeRun({ ...ids, input: parsed, metadata: parsed, result_payload: parsed });
    const step = decodeStep({ ...ids, metadata: parsed });
    const event = decodeEvent({ ...ids, payload: parsed });
    for (const held of [
      mission?.metadata,
      run?.input,
      run?.metadata,
      run?.resultPayload,
      step?.metadata,
      event?.payload,
    ])
      expect(JSON.stringify(held)).toBe(poison);
  });

  it('are no members of the entity itself', () => {
    const row = JSON.parse('{"mission_id":"m","__proto__":{"name":"from the prototype","polluted":true}}') as unknown;
    expect(decodeMission(row)?.name).toBe('');
    expect(decodeMission(JSON.parse('{"__proto__":{"mission_id":"m"}}'))).toBeUndefined();
  });

  it('are members of metadata in front matter', () => {
    const file = parseMissionFile('---\nname: x\nmetadata:\n  __proto__: { polluted: true }\n  constructor: 1\n---\n');
    expect(JSON.stringify(file.content?.definition.metadata)).toBe('{"__proto__":{"polluted":true},"constructor":1}');
    const top = parseMissionFile('---\nname: x\n__proto__: { polluted: true }\nconstructor: 1\n---\n');
    expect(top.problems.map(({ kind }) => kind)).toEqual(['unknownKey', 'unknownKey']);
  });

  it('are statuses, types and ids like any other', () => {
    const columns = new EventColumns();
    for (const name of ['__proto__', 'constructor', 'hasOwnProperty'])
      columns.append([
        { eventId: name, runId: 'r', type: name, summary: name, timestamp: 0, stepId: name, agentId: name },
      ]);
    expect(columns.length).toBe(3);
    expect(columns.type(columns.indexOf('constructor') ?? -1)).toBe('constructor');
    const steps = ['__proto__', 'constructor'].map((stepId, sequence) => ({
      stepId,
      sequence,
      description: '',
      status: stepId,
      parentStepId: '__proto__',
    }));
    expect(planTree(steps).map(({ step }) => step.stepId)).toContain('__proto__');
  });
});
