import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseBaseUrl } from '../../../src/account/baseUrl';
import { decideSave } from '../../../src/model/saveDecision';
import { EventColumns } from '../../../src/model/eventColumns';
import { finishedAtOf, isActive, runCan, runDuration } from '../../../src/model/run';
import { formatDuration, formatLasted, parseInstant } from '../../../src/model/time';
import { asTimelineMessage, isHostMessage } from '../../../src/protocol/guards';
import { orderOf } from '../../../src/tracking/paging/listOrder';

it.each([
  [0, '0 s'],
  [-5, '0 s'],
  [Number.NaN, '0 s'],
  [340, '340 ms'],
  [0.25, '0.25 ms'],
  [999.7, '1 s'],
  [1802, '1.8 s'],
  [2345, '2.35 s'],
  [12_400, '12.4 s'],
  [12_000, '12 s'],
  [59_960, '1 min'],
  [485_000, '8 min 05 s'],
  [3_600_000, '1 h'],
  [8_040_000, '2 h 14 min'],
  [90_000_000, '1 d 1 h'],
])('formatDuration(%d) is %s', (ms, text) => {
  expect(formatDuration(ms, 'en')).toBe(text);
});

it.each([
  ['de', '12,4 s'],
  ['en-US', '12.4 s'],
  ['not a language', '12.4 s'],
])('formatDuration has the decimal separator of the language "%s"', (locale, text) => {
  expect(formatDuration(12_400, locale)).toBe(text);
});

it.each([
  [340, '340 ms'],
  [1802, '1 s'],
  [59_960, '59 s'],
  [485_900, '8 min 05 s'],
])('formatLasted(%d), of what still goes on, is %s', (ms, text) => {
  expect(formatLasted(ms, true, 'en')).toBe(text);
  expect(formatLasted(ms, false, 'en')).toBe(formatDuration(ms, 'en'));
});

it.each([
  ['2026-11-24T00:00:00Z', 1795478400000],
  ['2026-11-24T01:00:00.5+01:00', 1795478400500],
  ['2026-11-24T00:00:00.123456789Z', 1795478400123],
  ['2026-11-24T00:00Z', 1795478400000],
  ['2026-11-24 00:00:00.25', 1795478400250],
  ['2026-11-24t05:30:00+0530', 1795478400000],
  ['2028-02-29T00:00:00Z', 1835395200000],
  ['yesterday', undefined],
  ['hello 5', undefined],
  ['5', undefined],
  ['2026', undefined],
  ['2026-11-24', undefined],
  ['Tue, 24 Nov 2026 00:00:00 GMT', undefined],
  ['2026-11-24T00:00:00Z (about)', undefined],
  ['2026-02-30T00:00:00Z', undefined],
  ['2026-13-01T00:00:00Z', undefined],
  ['2026-11-24T25:00:00Z', undefined],
  [null, undefined],
  [5, undefined],
])('parseInstant(%j) is %j', (text, ms) => {
  expect(parseInstant(text)).toBe(ms);
});

describe('a run', () => {
  const run = { runId: 'r', missionId: 'm', startedAt: 1000, updatedAt: 1000 };
  it('never has a negative duration, whatever the clocks say', () => {
    expect(runDuration({ ...run, status: 'failed', finishedAt: 500 }, 0)).toBe(0);
    expect(runDuration({ ...run, status: 'running' }, 500)).toBe(0);
    expect(runDuration({ ...run, status: 'running' }, 3000)).toBe(2000);
  });

  it('that was started again is not ended by its earlier attempt', () => {
    const again = { ...run, status: 'running', finishedAt: 2000 };
    expect(finishedAtOf(again)).toBeUndefined();
    expect(runDuration(again, 9000)).toBe(8000);
    expect(finishedAtOf({ ...again, status: 'failed' })).toBe(2000);
    expect(runDuration({ ...again, status: 'failed' }, 9000)).toBe(1000);
  });

  it('of an unknown status is active until it has ended, and nothing can be done to it', () => {
    expect(isActive({ status: 'hibernating' })).toBe(true);
    expect(isActive({ status: 'hibernating', finishedAt: 1 })).toBe(false);
    expect(runCan({ status: 'hibernating' })).toEqual([]);
  });
});

it.each([
  ['a', 'a', 'b', 'write'],
  ['a', 'c', 'c', 'nothingToDo'],
  ['abc', 'abd', 'abe', 'conflict'],
  [undefined, 'a', 'b', 'conflict'],
  ['a', 'a', 'a', 'nothingToDo'],
] as const)('decideSave(%j, %j, %j) is %s', (base, remote, mine, decision) => {
  expect(decideSave(base, remote, mine)).toBe(decision);
});

it.each([
  ['https://api.telnyx.com/v2', 'https://api.telnyx.com/v2'],
  [' https://proxy.example/telnyx/v2/ ', 'https://proxy.example/telnyx/v2'],
  ['http://127.0.0.1:8080/v2', 'http://127.0.0.1:8080/v2'],
  ['http://[::1]:8080/v2', 'http://[::1]:8080/v2'],
  ['http://localhost/v2', 'http://localhost/v2'],
  ['http://api.telnyx.com/v2', 'notSecure'],
  ['http://127.0.0.1.evil.test/v2', 'notSecure'],
  ['http://localhost.evil.test/v2', 'notSecure'],
  ['ftp://127.0.0.1/v2', 'notSecure'],
  ['javascript:alert(1)', 'notSecure'],
  ['https://user:pass@api.telnyx.com/v2', 'hasExtras'],
  ['https://api.telnyx.com/v2?x=1', 'hasExtras'],
  ['https://api.telnyx.com/v2#x', 'hasExtras'],
  ['', 'notAnAddress'],
  ['api.telnyx.com', 'notAnAddress'],
])('parseBaseUrl(%j) is %s', (text, expected) => {
  const base = parseBaseUrl(text);
  expect(base.kind === 'allowed' ? base.url : base.why).toBe(expected);
});

it.each([
  [[], undefined],
  [[5], undefined],
  [[5, 5], undefined],
  [[1, 2, 2, 3], 'oldest'],
  [[3, 2, 2, 1], 'newest'],
  [[1, 3, 2, 4, 1], 'unordered'],
] as const)('orderOf(%j) is %s', (times, order) => {
  expect(orderOf(times)).toBe(order);
});

describe('event columns', () => {
  const event = (i: number) => ({
    eventId: `e${i}`,
    runId: 'r',
    type: i % 2 ? 'tool_call' : 'error',
    summary: `s${i}`,
    timestamp: i,
    ...(i % 3 ? { stepId: `step${i % 5}` } : {}),
    payload: { i },
  });

  it('return every event once', () => {
    const columns = new EventColumns();
    const rows = Array.from({ length: 500 }, (_, i) => event(i));
    expect(columns.append(rows)).toBe(500);
    expect(columns.append(rows.slice(100, 200))).toBe(0);
    rows.forEach((row, i) => {
      expect([
        columns.eventId(i),
        columns.type(i),
        columns.stepId(i),
        columns.summary(i),
        columns.timestamp(i),
      ]).toEqual([row.eventId, row.type, row.stepId ?? '', row.summary, row.timestamp]);
      expect(JSON.parse(columns.payload(i))).toEqual({ i });
    });
  });

  it('are sliced into copies that own their buffers', () => {
    const columns = new EventColumns();
    columns.append(Array.from({ length: 100 }, (_, i) => event(i)));
    const slice = columns.slice(90, 0);
    expect(slice.timestamps.buffer.byteLength).toBe(80);
    expect(slice.strings[0]).toBe('');
  });
});

describe('the guards of the protocol', () => {
  it('accept valid messages', () => {
    expect(asTimelineMessage({ kind: 'act', act: 'pause' })).toEqual({ kind: 'act', act: 'pause' });
    const ask = { kind: 'eventTexts', from: 0, to: 10 };
    expect(asTimelineMessage({ kind: 'request', requestId: 1, ask })).toEqual({ kind: 'request', requestId: 1, ask });
  });

  it.each([
    undefined,
    null,
    'ready',
    {},
    { kind: 'act', act: 'deleteEverything' },
    { kind: 'act', act: 'constructor' },
    { kind: 'copy', text: 5 },
    { kind: 'request', requestId: 1, ask: { kind: 'event', index: -1 } },
    { kind: 'request', requestId: 1, ask: { kind: 'eventTexts', from: 0, to: 100_000 } },
    { kind: 'request', requestId: 'x', ask: { kind: 'event', index: 1 } },
  ])('reject what is not a message: %j', (value) => {
    expect(asTimelineMessage(value)).toBeUndefined();
  });

  it('never throw', () => {
    fc.assert(
      fc.property(fc.anything(), (value) => {
        asTimelineMessage(value);
        isHostMessage(value);
      }),
    );
  });
});
