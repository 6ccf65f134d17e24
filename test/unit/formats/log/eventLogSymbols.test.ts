import { describe, expect, it } from 'vitest';
import { eventLogSymbols } from '../../../../src/formats/log/eventLogSymbols';
import { createEventLogText } from '../../../../src/formats/log/eventLogText';
import { EventColumns } from '../../../../src/model/eventColumns';

function symbols(rows: readonly { readonly stepId?: string; readonly summary?: string; readonly payload?: object }[]) {
  const columns = new EventColumns();
  columns.append(
    rows.map(({ payload, ...row }, at) => ({
      eventId: String(at),
      runId: 'r',
      type: 'message',
      summary: `event ${at}`,
      timestamp: at,
      ...row,
      ...(payload ? { payload: { ...payload } } : {}),
    })),
  );
  const log = createEventLogText(columns);
  log.extend();
  return eventLogSymbols(log, columns, (id) => (id === '' ? 'none' : `Step ${id}`));
}

describe('the outline of an event log', () => {
  it('has the steps by their first events, each with its own events', () => {
    const found = symbols([{ stepId: 'b' }, { stepId: 'a', payload: { n: 1 } }, { stepId: 'b', summary: '' }, {}]);
    expect(found).toEqual([
      {
        name: 'Step b',
        detail: 'b',
        start: 0,
        end: 6,
        children: [
          { name: 'event 0', detail: 'message', start: 0, end: 1 },
          { name: 'message', detail: 'message', start: 5, end: 6 },
        ],
      },
      {
        name: 'Step a',
        detail: 'a',
        start: 1,
        end: 5,
        children: [{ name: 'event 1', detail: 'message', start: 1, end: 5 }],
      },
      {
        name: 'none',
        detail: '',
        start: 6,
        end: 7,
        children: [{ name: 'event 3', detail: 'message', start: 6, end: 7 }],
      },
    ]);
  });

  it('lists the steps alone where there are too many events for an outline', () => {
    const found = symbols(Array.from({ length: 5001 }, (_, at) => ({ stepId: at % 2 ? 'odd' : 'even' })));
    expect(found.map(({ name, children }) => [name, children?.length])).toEqual([
      ['Step even', 0],
      ['Step odd', 0],
    ]);
  });
});
