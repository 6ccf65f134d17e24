import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createEventLogText } from '../../../../src/formats/log/eventLogText';
import type { RunEvent } from '../../../../src/model/event';
import { EventColumns } from '../../../../src/model/eventColumns';

const start = new Date(2026, 0, 2, 3, 4, 5, 678).getTime();
const event = (eventId: string, more: Partial<RunEvent> = {}): RunEvent => ({
  eventId,
  runId: 'r',
  type: 'message',
  summary: `Summary ${eventId}`,
  timestamp: start,
  ...more,
});

describe('an event log as text', () => {
  it('has a line an event, and its payload indented below', () => {
    const columns = new EventColumns();
    columns.append([
      event('1', { type: 'tool_call', stepId: 'step_1', agentId: 'scout', payload: { city: 'Köln', n: [1] } }),
      event('2', { type: 'a type\nof the future', summary: 'two\r\nlines\u2028here', timestamp: NaN }),
      event('3', { stepId: '-', payload: {}, timestamp: start + 1 }),
    ]);
    const names = new Map([['step_1', 'Call the four roofers\nthat are nearest to the house']]);
    const log = createEventLogText(columns, { nameOf: (stepId) => names.get(stepId) ?? stepId });
    const change = log.extend();
    expect(log.text()).toBe(
      [
        'no readable time        a type of the future two lines here',
        '2026-01-02 03:04:05.678 tool_call      [Call the four roofers that are nearest…] @scout Summary 1',
        '    {',
        '      "city": "Köln",',
        '      "n": [',
        '        1',
        '      ]',
        '    }',
        '2026-01-02 03:04:05.679 message        [-] Summary 3',
        '    {}',
        '',
      ].join('\n'),
    );
    expect(change).toEqual({ line: 0, removedLines: 0, text: log.text() });
    expect([0, 1, 2, 3].map((index) => log.linesOf(index))).toEqual([
      { start: 1, end: 8 },
      { start: 0, end: 1 },
      { start: 8, end: 10 },
      undefined,
    ]);
    expect([-1, 0, 1, 7, 8, 9, 10].map((line) => log.eventAt(line))).toEqual([undefined, 1, 0, 0, 2, 2, undefined]);
    expect(log.extend()).toBeUndefined();
  });

  it('has the times of this computer, also at the ends of time', () => {
    const columns = new EventColumns();
    const times = [start, 0, Date.UTC(2026, 6, 1), -1, 8.64e15, -8.64e15];
    columns.append(times.map((timestamp, index) => event(String(index), { timestamp })));
    const log = createEventLogText(columns);
    log.extend();
    for (const line of log.text().split('\n').slice(2, -1)) {
      const [, text = '', id = ''] = /^(.+?) message +Summary (\d)$/.exec(line) ?? [];
      const ms = times[Number(id)] ?? NaN;
      if (Math.abs(ms) < 8.6e15) expect(new Date(text.replace(' ', 'T')).getTime()).toBe(ms);
      else expect(text).toBe('no readable time       ');
    }
  });

  it('reads and formats nothing again when it is extended', () => {
    const columns = new EventColumns();
    const asked: number[] = [];
    const log = createEventLogText(columns, {
      formatTime(ms) {
        asked.push(ms);
        return String(ms);
      },
    });
    columns.append([event('1', { timestamp: 1 }), event('2', { timestamp: 2 })]);
    log.extend();
    columns.append([event('3', { timestamp: 3 }), event('late', { timestamp: 3 })]);
    expect(log.extend()).toMatchObject({ line: 2, removedLines: 0 });
    columns.append([event('4', { timestamp: 1 })]);
    // Older than what is shown: all from there on is told again, but not made again.
    expect(log.extend()).toMatchObject({ line: 1, removedLines: 3 });
    expect(asked).toEqual([1, 2, 3, 3, 1]);
  });

  it('is the same text however the events come in, and its lines lead there and back', () => {
    const payload = fc.option(fc.dictionary(fc.string(), fc.jsonValue()), { nil: undefined });
    const row = fc.record({
      summary: fc.string({ unit: 'binary' }),
      timestamp: fc.integer({ min: 0, max: 5 }),
      payload,
    });
    fc.assert(
      fc.property(fc.array(fc.array(row, { maxLength: 4 }), { maxLength: 6 }), (batches) => {
        const columns = new EventColumns();
        const log = createEventLogText(columns, { formatTime: String });
        let followed: string[] = [];
        let id = 0;
        for (const batch of batches) {
          columns.append(
            batch.map(({ payload: data, ...rest }) =>
              event(String(id++), { ...rest, ...(data ? { payload: data } : {}) }),
            ),
          );
          const change = log.extend();
          // Whoever follows the changes alone has the text.
          if (change) {
            expect(followed.length).toBe(change.line + change.removedLines);
            followed = [...followed.slice(0, change.line), ...change.text.split('\n').slice(0, -1)];
          }
        }
        const atOnce = createEventLogText(columns, { formatTime: String });
        atOnce.extend();
        expect(log.text()).toBe(atOnce.text());
        expect(followed.map((line) => `${line}\n`).join('')).toBe(log.text());
        const lines = log.text().split('\n').slice(0, -1);
        expect(log.lineCount()).toBe(lines.length);
        for (let index = 0; index < columns.length; index++) {
          const { start: first, end } = log.linesOf(index) ?? { start: -1, end: -1 };
          for (let line = first; line < end; line++) expect(log.eventAt(line)).toBe(index);
          expect(lines[first]).toMatch(new RegExp(`^${columns.timestamp(index)} message`));
          expect(lines.slice(first + 1, end).every((line) => line.startsWith('    '))).toBe(true);
        }
      }),
    );
  });
});
