import { expect, it } from 'vitest';
import { ExactNumber } from '../../../src/model/jsonObject';
import { csvLine } from '../../../src/model/saved/csv';

it('a line of CSV keeps quotes, commas and line breaks within their cells', () => {
  expect(csvLine(['a "b"', 'c,d', 'e\r\nf', 'g;h', 'i'])).toBe('"a ""b""","c,d","e\r\nf","g;h",i\r\n');
});

it('what a spreadsheet would take for a formula is a text in CSV, and a number stays one', () => {
  const formulas = ['=1+1', '+1', '-1', '@SUM(A1)', '\t=1', ' =1', '\n=1', '＝1', '=HYPERLINK("http://evil","x")'];
  for (const formula of formulas) expect(csvLine([formula]), formula).toMatch(/^"?'/);
  expect(csvLine([-1.5, new ExactNumber('1e400'), new ExactNumber('-12345678901234567890'), true, undefined])).toBe(
    '-1.5,1e400,-12345678901234567890,true,\r\n',
  );
});
