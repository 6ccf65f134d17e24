import type { ExactNumber } from '../jsonObject';

/** A number stays one, whatever its sign; a text is never taken for anything else. */
export type CsvCell = string | number | boolean | ExactNumber | undefined;

/** A line of CSV as RFC 4180 has it. What a spreadsheet would take for a formula is made text by an apostrophe. */
export function csvLine(cells: readonly CsvCell[]): string {
  return `${cells.map(csvCell).join(',')}\r\n`;
}

/** A spreadsheet takes a file for Unicode that begins so. */
export const csvMark = '\uFEFF';

function csvCell(value: CsvCell): string {
  if (value === undefined) return '';
  if (typeof value !== 'string') return String(value);
  // Wide forms count as well, and so does what is hidden behind a line break.
  const safe = /^[\s\uFEFF]*[=+\-@＝＋－＠]|^[\t\r\n]/.test(value) ? `'${value}` : value;
  return /[",;\t\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
