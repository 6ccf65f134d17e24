import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { RunEvent } from '../../../src/model/event';
import { EventColumns } from '../../../src/model/eventColumns';

/** Any UTF-16: halves of surrogate pairs, byte order marks, replacement characters, NUL. */
const anyText = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.array(fc.integer({ min: 0, max: 0xffff })).map((codes) => String.fromCharCode(...codes)),
  fc.string({
    unit: fc.constantFrom(
      '\uD83D',
      '\uDE00',
      '\uD83D\uDE00',
      '\uFEFF',
      '\uFFFD',
      '\0',
      'a',
      'é',
      '中',
      '\uDFFF',
      '\uE000',
    ),
  }),
  fc.constantFrom('x'.repeat(300_000), `${'é'.repeat(150_000)}\uD800`, 'plain'),
);
const anyEvent: fc.Arbitrary<RunEvent> = fc.record({
  eventId: anyText,
  runId: fc.constant('r'),
  type: fc.constantFrom('custom', 'message', 'error'),
  summary: anyText,
  timestamp: fc.double(),
  payload: fc.record({ text: anyText, more: fc.jsonValue().map((value) => JSON.stringify(value)) }),
});

describe('a run of events in columns', () => {
  it('gives back every text as it came, to the last half of a surrogate pair, and keeps each id once', () => {
    fc.assert(
      fc.property(fc.array(fc.array(anyEvent, { maxLength: 20 }), { maxLength: 4 }), (batches) => {
        const columns = new EventColumns();
        const model = new Map<string, RunEvent>();
        for (const events of batches) {
          const before = model.size;
          for (const event of events) if (!model.has(event.eventId)) model.set(event.eventId, event);
          expect(columns.append(events)).toBe(model.size - before);
        }
        const rows = [...model.values()];
        expect(columns.length).toBe(rows.length);
        rows.forEach((event, index) => {
          expect(columns.eventId(index) === event.eventId).toBe(true);
          expect(columns.summary(index) === event.summary).toBe(true);
          expect(columns.payload(index) === JSON.stringify(event.payload)).toBe(true);
          expect(columns.indexOf(event.eventId)).toBe(index);
          expect(columns.timestamp(index)).toBe(event.timestamp);
          expect(columns.type(index)).toBe(event.type);
        });
      }),
      { numRuns: 60 },
    );
  });

  it('finds each of many rows, no other, and copies any range of them', () => {
    const columns = new EventColumns();
    const count = 20_000;
    const event = (i: number): RunEvent => ({
      eventId: `event-${i}`,
      runId: 'r',
      type: `type ${i % 7}`,
      summary: `Summary ${i}`,
      timestamp: i,
      ...(i % 3 ? { payload: { i } } : {}),
    });
    for (let from = 0; from < count; from += 137)
      columns.append(Array.from({ length: Math.min(137, count - from) }, (_, i) => event(from + i)));
    expect(columns.append([event(0), event(count - 1), event(8192)])).toBe(0);
    for (let i = 0; i < count; i += 11) expect(columns.indexOf(`event-${i}`)).toBe(i);
    expect(columns.has('event-')).toBe(false);
    expect(columns.indexOf(`event-${count}`)).toBeUndefined();
    expect([columns.payload(1), columns.payload(3), columns.summary(count), columns.summary(-1)]).toEqual([
      '{"i":1}',
      '',
      '',
      '',
    ]);
    for (const from of [0, 1, 8191, 8192, 8193, 16_384, count - 1, count]) {
      const { timestamps, types } = columns.slice(from, 1);
      expect(timestamps).toEqual(Float64Array.from({ length: count - from }, (_, i) => from + i));
      // A view would ship the whole column to the webview.
      expect(timestamps.buffer.byteLength).toBe(timestamps.byteLength);
      expect(types.length).toBe(count - from);
    }
  });

  it('takes 400 bytes an event with 200 bytes of payload at most', () => {
    const columns = new EventColumns();
    for (let i = 0; i < 50_000; i++) {
      const eventId = `5b1f0c1e-0001-4000-c000-${String(i).padStart(12, '0')}`;
      const summary = 'Something of some length has happened';
      columns.append([
        { eventId, runId: 'r', type: 'custom', summary, timestamp: i, payload: { text: 'x'.repeat(188) } },
      ]);
    }
    expect(columns.byteLength / columns.length).toBeLessThan(400);
  });
});
