import { ExactNumber, jsonText } from '../../model/jsonObject';
import { csvLine, csvMark, type CsvCell } from '../../model/saved/csv';
import type { HistoryRun } from '../../protocol/historyMessages';
import { durationOf, objectOf } from './historyData';
import { valueText, type ResultRow, type ResultTable } from './resultTable';

const runFields = ['run_id', 'status', 'started_at', 'finished_at', 'duration_ms', 'result_summary', 'error'] as const;

function instant(ms: number | undefined): string | undefined {
  return ms !== undefined && ms > 0 && ms <= 8.64e15 ? new Date(ms).toISOString() : undefined;
}

function factsOf(run: HistoryRun, now: number): readonly CsvCell[] {
  const { runId, status, startedAt, finishedAt, summary, error } = run;
  const duration = startedAt > 0 ? Math.round(durationOf(run, now)) : undefined;
  return [runId, status, instant(startedAt), instant(finishedAt), duration, summary, error];
}

function cellOf(value: unknown): CsvCell {
  if (value === null || value === undefined) return undefined;
  if (typeof value === 'number' || typeof value === 'boolean' || value instanceof ExactNumber) return value;
  return valueText(value);
}

/** A head, and a line for each run: what it is, then the fields of its result. */
export function resultsAsCsv({ columns }: ResultTable, rows: readonly ResultRow[], now: number): string {
  const lines = rows.map(({ run, values }) =>
    csvLine([...factsOf(run, now), ...columns.map(({ path }) => cellOf(values.get(path)))]),
  );
  return [csvMark, csvLine([...runFields, ...columns.map(({ path }) => path)]), ...lines].join('');
}

/** A JSON object for each run, by the names of the API; the result as it came. */
export function resultsAsJsonLines(rows: readonly ResultRow[], now: number): string {
  return rows
    .map(({ run }) => {
      const facts = factsOf(run, now);
      const named = runFields.flatMap((name, place) => (facts[place] === undefined ? [] : [[name, facts[place]]]));
      return `${jsonText({ ...Object.fromEntries(named), result_payload: objectOf(run.result) })}\n`;
    })
    .join('');
}
