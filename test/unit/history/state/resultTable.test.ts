import { describe, expect, it } from 'vitest';
import { resultsAsCsv, resultsAsJsonLines } from '../../../../src/history/state/resultExport';
import { resultTable, sortRows, startedColumn, valueText } from '../../../../src/history/state/resultTable';
import { runOf, start } from '../scenes';

const withResult = (number: number, result: string) => runOf(number, { result });
const runs = [
  withResult(0, '{"total": 9, "at": "2026-11-02T08:00:00Z", "best": {"name": "=Prairie", "price": 1e400}, "ok": true}'),
  withResult(1, '{"total": 10, "best": {"name": "Skyline \\"A\\"\\nand co", "price": -3}, "tags": ["a"], "ok": null}'),
  withResult(2, '{"total": null, "best": {"name": "Élan, 2"}, "odd": 1}'),
  withResult(3, '{"odd": "text"}'),
  runOf(4),
];

describe('the table of results', () => {
  const table = resultTable(runs);

  it('has the fields as columns, the most frequent first, with their types as far as the values agree', () => {
    expect(table.rows).toHaveLength(4);
    expect(table.columns.map(({ path, type }) => `${path}: ${type}`)).toEqual([
      'total: number',
      'best.name: text',
      'best.price: number',
      'ok: boolean',
      'odd: json',
      'at: time',
      'tags: json',
    ]);
  });

  it('is sorted by value, with what has none last whichever way', () => {
    const sorted = (path: string, descending: boolean) =>
      sortRows(table, { path, descending }).map(({ run }) => Number(run.runId.slice(-1)));
    expect(sorted('total', false)).toEqual([0, 1, 2, 3]);
    expect(sorted('total', true)).toEqual([1, 0, 2, 3]);
    expect(sorted('best.price', false)).toEqual([1, 0, 2, 3]);
    expect(sorted('best.name', false)).toEqual([0, 1, 2, 3]);
    expect(sorted(startedColumn, true)).toEqual([3, 2, 1, 0]);
  });

  it('has room for what agents send: no object, thousands of keys, deep ones, a result too large to be shown', () => {
    const wide = JSON.stringify(Object.fromEntries(Array.from({ length: 5000 }, (_, i) => [`key${i}`, i])));
    const deep = `${'{"a":'.repeat(150)}1${'}'.repeat(150)}`;
    const odd = resultTable([
      withResult(0, wide),
      withResult(1, '[1]'),
      withResult(2, deep),
      withResult(3, 'x'),
      runOf(4, { resultTooLarge: true }),
    ]);
    expect(odd.columns.length).toBe(60);
    expect(odd.rows).toHaveLength(5);
    expect(valueText({ a: [1] })).toBe('{"a":[1]}');
  });

  it('is exported as CSV that opens in a spreadsheet: marked, quoted, formulas made inert, numbers as they came', () => {
    const lines = resultsAsCsv(table, table.rows, start).split('\r\n');
    expect(lines[0]).toBe(
      '\uFEFFrun_id,status,started_at,finished_at,duration_ms,result_summary,error,total,best.name,best.price,ok,odd,at,tags',
    );
    expect(lines[1]).toMatch(
      /^f3e4[-\w]+0000,succeeded,2026-11-02T06:41:00.000Z,2026-11-02T06:42:00.000Z,60000,,,9,'=Prairie,1e400,true,,2026-11-02T08:00:00Z,$/,
    );
    expect(lines[2]).toContain('10,"Skyline ""A""\nand co",-3,,,,"[""a""]"');
    expect(lines[3]).toContain('"Élan, 2"');
    expect(lines).toHaveLength(6);
  });

  it('is exported as JSON Lines with the results digit for digit', () => {
    const [first = '', ...others] = resultsAsJsonLines(table.rows, start).trimEnd().split('\n');
    expect(first).toContain('"result_payload":{"total":9,');
    expect(first).toContain('"price":1e400');
    expect(others).toHaveLength(3);
    for (const line of [first, ...others]) expect(() => JSON.parse(line) as unknown).not.toThrow();
  });
});
