import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { EventColumns } from '../../../src/model/eventColumns';
import type { RunEvent } from '../../../src/model/event';
import { eventsAsCsv, eventsAsJsonLines } from '../../../src/model/saved/eventExport';
import { isRunFileProblem, parseRunFile, printRunFile, type RunFile } from '../../../src/model/saved/runFile';

const time = fc.integer({ min: -1e12, max: 4e12 });
const word = fc.string({ unit: 'binary', maxLength: 30 });
const json = fc.dictionary(fc.string({ maxLength: 8 }), fc.jsonValue({ maxDepth: 2 }), { maxKeys: 4 });
const plainJson = json.map((value) => JSON.parse(JSON.stringify(value)) as Record<string, unknown>);
const optional = <T>(name: string, value: fc.Arbitrary<T>) =>
  fc.option(value, { nil: undefined }).map((held) => (held === undefined ? {} : { [name]: held }));
const merged = (...parts: fc.Arbitrary<object>[]) =>
  fc.tuple(...parts).map((held) => Object.assign({}, ...held) as object);

const events = fc
  .array(
    merged(
      fc.record({ type: word, summary: word, timestamp: time }),
      optional('stepId', word.filter(Boolean)),
      optional('agentId', word.filter(Boolean)),
      optional('payload', plainJson),
    ),
    { maxLength: 12 },
  )
  .map((rows) => rows.map((row, i) => ({ eventId: `e${i}`, runId: 'run', ...row }) as RunEvent));
const files = fc
  .record({
    savedAt: time,
    mission: fc.record({ name: word }),
    run: merged(
      fc.record({ status: word.filter(Boolean), startedAt: time, updatedAt: time }),
      fc.constant({ runId: 'run', missionId: 'mission' }),
      optional('input', plainJson),
      optional('resultSummary', word),
      optional('finishedAt', time),
      optional('error', word),
    ),
    steps: fc.array(
      merged(
        fc.record({ stepId: word.filter(Boolean), sequence: fc.integer(), description: word, status: word }),
        optional('parentStepId', word),
        optional('startedAt', time),
      ),
      { maxLength: 5 },
    ),
    agents: fc.array(fc.record({ runId: fc.constant('run'), telnyxAgentId: word, createdAt: time }), { maxLength: 2 }),
    events,
  })
  .map(({ events: rows, ...file }) => {
    const columns = new EventColumns();
    columns.append(rows);
    return { ...file, columns } as unknown as RunFile;
  });

const print = (file: RunFile) => [...printRunFile(file)].join('');

describe('a run as a file', () => {
  it('says which of its events are missing, and nothing where none is', () => {
    const [file] = fc.sample(files, 1);
    if (!file) throw new Error('no file');
    const gap = { atLeast: 25_000, tooLarge: [57] };
    const read = parseRunFile(print({ ...file, gap }));
    expect(!isRunFileProblem(read) && read.gap).toEqual(gap);
    const whole = parseRunFile(print(file));
    expect(whole).not.toHaveProperty('gap');
    const odd = print({ ...file, gap }).replace('25000', '-1');
    expect(parseRunFile(odd)).toMatchObject({ gap: { atLeast: file.columns.length } });
  });

  it('is the same when it is read again', () => {
    fc.assert(
      fc.property(files, (file) => {
        const read = parseRunFile(print(file));
        if (isRunFileProblem(read)) throw new Error(JSON.stringify(read));
        const { columns, ...rest } = file;
        const { columns: readColumns, ...readRest } = read;
        expect(readRest).toEqual(rest);
        expect(print(read)).toBe(print(file));
        expect(readColumns.length).toBe(columns.length);
      }),
    );
  });

  it('has each event on a line of its own', () => {
    const columns = new EventColumns();
    columns.append(
      [1, 2, 3].map((n) => ({ eventId: `e${n}`, runId: 'r', type: 'custom', summary: 's', timestamp: n })),
    );
    const run = { runId: 'r', missionId: 'm', status: 'running', startedAt: 0, updatedAt: 0 };
    const text = print({ savedAt: 0, mission: { name: 'M' }, run, steps: [], agents: [], columns });
    expect(text.split('\n').filter((line) => line.includes('"event_id"'))).toHaveLength(3);
  });

  it('says what is wrong with it, and where', () => {
    const good = { format: 'telnyx-mission-run', version: 1, events: [], run: {} };
    const at = (value: unknown) => parseRunFile(JSON.stringify(value));
    expect(parseRunFile('{"a":')).toMatchObject({ kind: 'notJson' });
    for (const foreign of [1, null, [], {}, { format: 'x' }]) expect(at(foreign)).toEqual({ kind: 'foreign' });
    expect(at({ ...good, version: 9 })).toEqual({ kind: 'newer', version: 9 });
    expect(at({ ...good, version: '1' })).toEqual({ kind: 'broken', at: 'version' });
    expect(at(good)).toEqual({ kind: 'broken', at: 'run.started_at' });
    const run = { run_id: 'r', mission_id: 'm', status: 'x', started_at: '2026-01-01T00:00:00Z' };
    expect(at({ ...good, run, events: {} })).toEqual({ kind: 'broken', at: 'events' });
    expect(at({ ...good, run, events: [{ event_id: 'a' }, 7] })).toEqual({ kind: 'broken', at: 'events[1]' });
    expect(at({ ...good, run, plan: [{}] })).toEqual({ kind: 'broken', at: 'plan[0].step_id' });
    expect(isRunFileProblem(at({ ...good, run }))).toBe(false);
  });

  it('takes whatever text without an exception', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.jsonValue(), (run, plan) => {
        parseRunFile(JSON.stringify({ format: 'telnyx-mission-run', version: 1, run, plan, events: [run] }));
      }),
    );
  });
});

describe('events as a file', () => {
  const columns = new EventColumns();
  columns.append([
    { eventId: '1', runId: 'r', type: 'custom', summary: '=1+1', timestamp: 0, payload: { a: '"x", y' } },
    { eventId: '2', runId: 'r', type: 'message', summary: 'two\nlines', timestamp: NaN, stepId: 's' },
  ]);

  it('are JSON, one a line, with the payload as it came', () => {
    const lines = [...eventsAsJsonLines(columns, [1, 0])].join('').trim().split('\n');
    expect(lines.map((line) => JSON.parse(line) as unknown)).toEqual([
      { event_id: '2', type: 'message', step_id: 's', summary: 'two\nlines' },
      {
        event_id: '1',
        type: 'custom',
        timestamp: '1970-01-01T00:00:00.000Z',
        summary: '=1+1',
        payload: { a: '"x", y' },
      },
    ]);
  });

  it('are CSV that no spreadsheet takes for a formula', () => {
    const text = [...eventsAsCsv(columns, [0, 1])].join('');
    expect(text.split('\r\n')[1]).toBe(`1970-01-01T00:00:00.000Z,custom,,,'=1+1,1,"{""a"":""\\""x\\"", y""}"`);
    expect(text).toContain('"two\nlines"');
    expect(text.endsWith('\r\n')).toBe(true);
  });
});
