import { describe, expect, it } from 'vitest';
import { createEventLogText } from '../../src/formats/log/eventLogText';
import { EventColumns } from '../../src/model/eventColumns';
import { eventsAsCsv, eventsAsJsonLines } from '../../src/model/saved/eventExport';
import { jsonDepthLimit, jsonText, parseJson, tooDeepText } from '../../src/model/jsonObject';
import { knownIds } from '../../src/timeline/details/knownIds';
import { answerFrom } from '../../src/views/timeline/timelineRequests';
import { fakeServer, missionId, runId } from './api/fakeServer';

const nested = (levels: number, inside = '1.0') => `${'{"a":['.repeat(levels / 2)}${inside}${']}'.repeat(levels / 2)}`;

/** Payloads that something in the way from the service to the eye may stumble over, as the service sends them. */
const payloads: Readonly<Record<string, string>> = {
  good: '{"n":1}',
  deep: nested(4100),
  'another good one': '{"n":2.0}',
  'very deep': nested(200_000),
  'deep beside what is good': `{"call_session_id":"c-1","deep":${nested(4100)},"ratio":1.50}`,
  'at the limit': nested(jsonDepthLimit),
  huge: `{"text":"${'x'.repeat(2_000_000)}","big":1e400}`,
  wide: `{"list":[${Array.from({ length: 100_000 }, (_, index) => index).join()}]}`,
  'hostile names':
    '{"__proto__":{"polluted":1.0},"constructor":{"prototype":{"polluted":1}},"toJSON":1,"hasOwnProperty":2}',
  'hostile and deep': `{"__proto__":${nested(4100)},"toJSON":"x"}`,
  'half a character': '{"s":"\\ud800","\\udfff":1}',
  'no object': '[1.0]',
  nothing: 'null',
  'good at the end': '{"n":3}',
};
const names = Object.keys(payloads);

async function readRows() {
  const rows = names.map((name, index) => {
    const at = new Date(Date.UTC(2026, 10, 1, 0, 0, index)).toISOString();
    const row = { event_id: `e${index}`, run_id: runId, type: `type ${index}`, summary: name, timestamp: at };
    return `${JSON.stringify({ ...row, step_id: `s${index}` }).slice(0, -1)},"payload":${payloads[name]}}`;
  });
  const { client, logged } = fakeServer({ text: `{"data":[${rows.join()}]}` });
  const page = await client.listEvents(missionId, runId);
  const columns = new EventColumns();
  columns.append(page.rows);
  return { page, columns, logged };
}

describe('a row that cannot be kept as it is', () => {
  it('costs only itself: all rows are there, each with what is its own', async () => {
    const { page, columns, logged } = await readRows();
    expect(page).toMatchObject({ received: names.length, total: names.length });
    expect(columns.length).toBe(names.length);
    names.forEach((name, index) => {
      const answer = answerFrom(columns, { kind: 'event', index });
      expect(answer).toMatchObject({ index, eventId: `e${index}`, summary: name });
      expect([columns.type(index), columns.stepId(index)]).toEqual([`type ${index}`, `s${index}`]);
      const payload = answer?.kind === 'event' ? answer.payload : '';
      const isDeep = name.includes('deep');
      expect(payload.includes(tooDeepText)).toBe(isDeep);
      const isObject = name !== 'no object' && name !== 'nothing';
      if (!isDeep) expect(payload).toBe(isObject ? jsonText(parseJson(payloads[name] ?? '')) : '');
    });
    expect(logged.filter((line) => line.includes('not shown'))).toEqual([]);
    expect(({} as { polluted?: unknown }).polluted).toBeUndefined();
  });

  it('is shown with a note in the place of what nests too deeply', async () => {
    const { columns } = await readRows();
    const payloadOf = (name: string) => columns.payload(names.indexOf(name));
    expect(payloadOf('deep beside what is good')).toMatch(/^\{"call_session_id":"c-1","deep":.*,"ratio":1\.50\}$/);
    expect(payloadOf('hostile and deep')).toMatch(/^\{"__proto__":.*,"toJSON":"x"\}$/);
    expect(knownIds(payloadOf('deep beside what is good'))).toEqual([{ name: 'call_session_id', value: 'c-1' }]);
  });

  it('is written with all the others into logs and exports', async () => {
    const { columns } = await readRows();
    const log = createEventLogText(columns);
    log.extend();
    for (const [index, name] of names.entries()) expect(log.eventAt(log.linesOf(index)?.start ?? -1), name).toBe(index);
    const all = names.keys();
    const lines = [...eventsAsJsonLines(columns, all)].map(
      (line) => (parseJson(line) as { event_id: string }).event_id,
    );
    expect(lines).toEqual(names.map((_, index) => `e${index}`));
    expect([...eventsAsCsv(columns, names.keys())]).toHaveLength(names.length + 1);
  });
});
