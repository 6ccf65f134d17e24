import { describe, expect, it } from 'vitest';
import { decodeEvent } from '../../../../src/api/decode';
import { createEventLogText } from '../../../../src/formats/log/eventLogText';
import { EventColumns } from '../../../../src/model/eventColumns';
import { eventsAsCsv, eventsAsJsonLines } from '../../../../src/model/saved/eventExport';
import type { RunEvent } from '../../../../src/model/event';
import { eventAsWire } from '../../../../src/model/saved/wireFormat';
import { EventLanes } from '../../../../src/timeline/geometry/eventLanes';
import { maxActivityEvents, ActivityLog } from '../../../../src/tracking/store/activityBuffer';
import { createStore } from '../../../../src/tracking/store/store';

const start = Date.parse('2026-11-24T12:00:00Z');

function event(eventId: string, timestamp: unknown): RunEvent {
  const decoded = decodeEvent({ event_id: eventId, run_id: 'r', type: 'message', summary: eventId, timestamp });
  if (!decoded) throw new Error('no event');
  return decoded;
}

/** As this computer's clock says it. */
const onClock = (ms: number) =>
  new Date(ms - new Date(ms).getTimezoneOffset() * 60_000).toISOString().slice(0, -1).replace('T', ' ');
const at = (seconds: number) => new Date(start + 1000 * seconds).toISOString();

describe('an event without a readable time', () => {
  it.each(['soon', 'hello 5', '', null, undefined, 0, '1970'])(
    'has none, not 1970, where it came with %j',
    (timestamp) => {
      expect(event('a', timestamp).timestamp).toBeNaN();
    },
  );

  const events = [event('a', at(1)), event('b', 'soon'), event('c', at(3)), event('d', null), event('e', at(2))];

  it('stands behind all others in the activity, whatever comes later', () => {
    const log = new ActivityLog();
    log.add(events);
    log.add([event('f', at(4)), event('g', 'soon')]);
    expect(log.rows.map(({ eventId }) => eventId)).toEqual(['f', 'c', 'e', 'a', 'g', 'b', 'd']);
    log.add(Array.from({ length: maxActivityEvents }, (_, index) => event(`m${index}`, at(10 + index))));
    expect(log.rows.every(({ timestamp }) => Number.isFinite(timestamp))).toBe(true);
  });

  it('says nothing of when something happened to its run', () => {
    const store = createStore();
    const run = { runId: 'r', missionId: 'm', status: 'running', startedAt: start, updatedAt: start };
    store.put([{ kind: 'runs', runs: [run], requestSeq: store.nextRequestSeq() }]);
    store.put([{ kind: 'events', runId: 'r', rows: [event('x', 'soon')] }]);
    store.put([{ kind: 'activity', type: undefined, rows: [event('x', 'soon')], reset: true, more: false }]);
    expect(store.lastActivityAt('r')).toBe(start);
    store.put([{ kind: 'events', runId: 'r', rows: events }]);
    expect(store.lastActivityAt('r')).toBe(start + 3000);
  });

  it('is counted beside the lanes of the timeline, and moves no edge of it', () => {
    const columns = new EventColumns();
    columns.append(events);
    const lanes = new EventLanes();
    lanes.append(columns.slice(0, 0));
    expect([lanes.length, lanes.all.length, lanes.withoutTime]).toEqual([5, 3, 2]);
    expect(Array.from(lanes.all.times.subarray(0, 3))).toEqual([1, 2, 3].map((seconds) => start + 1000 * seconds));
    lanes.filterBy(() => true);
    expect([lanes.all.length, lanes.withoutTime]).toEqual([3, 2]);
  });

  it('says so in the log document, and has no time in what is exported', () => {
    const columns = new EventColumns();
    columns.append([event('a', at(1)), event('b', 'soon')]);
    const log = createEventLogText(columns);
    log.extend();
    expect(log.text()).toBe(
      ['no readable time        message        b', `${onClock(start + 1000)} message        a`, ''].join('\n'),
    );
    expect([...eventsAsJsonLines(columns, [1])].join('')).not.toContain('timestamp');
    expect([...eventsAsCsv(columns, [1])].at(-1)).toMatch(/^,message,/);
    expect(eventAsWire(event('b', 'soon')).timestamp).toBeUndefined();
  });
});
