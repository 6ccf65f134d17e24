import { ExactNumber, isObject, jsonText, numberOf } from '../../model/jsonObject';
import { parseInstant } from '../../model/time';
import type { HistoryRun } from '../../protocol/historyMessages';
import { objectOf } from './historyData';

/** What the values of a column are, as far as they agree. */
export type ColumnType = 'number' | 'boolean' | 'time' | 'text' | 'json';

/** A field of the results. `path` as people write it: `quote.total`. */
export type ResultColumn = { readonly path: string; readonly type: ColumnType; readonly count: number };

export type ResultRow = { readonly run: HistoryRun; readonly values: ReadonlyMap<string, unknown> };

export type ResultTable = { readonly columns: readonly ResultColumn[]; readonly rows: readonly ResultRow[] };

/** So many fields become columns; agents may send objects whose keys are ids. */
const maxColumns = 60;
/** Fields of objects in objects are columns of their own, down to here. */
const maxDepth = 3;

/** The runs that have a result, in their order, with its fields. */
export function resultTable(runs: readonly HistoryRun[]): ResultTable {
  const rows = runs
    .filter(({ result, resultTooLarge }) => result !== undefined || resultTooLarge)
    .map((run): ResultRow => ({ run, values: fieldsOf(objectOf(run.result)) }));
  const found = new Map<string, { count: number; type: ColumnType | undefined }>();
  for (const { values } of rows)
    for (const [path, value] of values) {
      const known = found.get(path);
      const type = typeOf(value);
      if (!known) found.set(path, { count: 1, type });
      else {
        known.count++;
        known.type = known.type === undefined || type === undefined ? (known.type ?? type) : common(known.type, type);
      }
    }
  const columns = [...found]
    .map(([path, { count, type }], place) => ({ path, count, type: type ?? 'text', place }))
    .sort((a, b) => b.count - a.count || a.place - b.place)
    .slice(0, maxColumns)
    .map(({ path, count, type }) => ({ path, count, type }));
  return { columns, rows };
}

/** By path; a list is one value, and so is an object that is empty or deep inside. */
function fieldsOf(result: Readonly<Record<string, unknown>>): Map<string, unknown> {
  const fields = new Map<string, unknown>();
  const walk = (object: Readonly<Record<string, unknown>>, prefix: string, depth: number) => {
    for (const [name, value] of Object.entries(object)) {
      const path = `${prefix}${name}`;
      if (isObject(value) && depth < maxDepth && Object.keys(value).length > 0) walk(value, `${path}.`, depth + 1);
      else fields.set(path, value);
    }
  };
  walk(result, '', 1);
  return fields;
}

/** `undefined` for null, which any column may have. */
function typeOf(value: unknown): ColumnType | undefined {
  if (value === null || value === undefined) return undefined;
  if (typeof value === 'number' || value instanceof ExactNumber) return 'number';
  if (typeof value === 'boolean') return 'boolean';
  if (typeof value !== 'string') return 'json';
  return parseInstant(value) === undefined ? 'text' : 'time';
}

function common(one: ColumnType, other: ColumnType): ColumnType {
  if (one === other) return one;
  return [one, other].every((type) => type === 'text' || type === 'time') ? 'text' : 'json';
}

/** A value as a cell shows it; objects and lists as JSON. */
export function valueText(value: unknown): string {
  if (value === undefined || value === null) return '';
  if (typeof value === 'string') return value;
  return typeof value === 'number' || typeof value === 'boolean' ? String(value) : jsonText(value);
}

export type ResultSort = { readonly path: string; readonly descending: boolean };

/** Where a run itself is sorted by, beside the fields of its result. No field is called so. */
export const startedColumn = ' started';
export const statusColumn = ' status';

/** What has no value stands last, whichever way. Rows that are equal keep their order. */
export function sortRows(table: ResultTable, { path, descending }: ResultSort): readonly ResultRow[] {
  const type = table.columns.find((column) => column.path === path)?.type;
  const keyOf = ({ run, values }: ResultRow): number | string | undefined => {
    if (path === startedColumn) return run.startedAt;
    if (path === statusColumn) return run.status;
    const value = values.get(path);
    if (value === undefined || value === null) return undefined;
    if (type === 'number') return numberOf(value);
    if (type === 'time') return parseInstant(value);
    return valueText(value).toLowerCase();
  };
  const keyed = table.rows.map((row) => ({ row, key: keyOf(row) }));
  const sign = descending ? -1 : 1;
  keyed.sort((a, b) => {
    if (a.key === b.key) return 0;
    if (a.key === undefined) return 1;
    if (b.key === undefined) return -1;
    return a.key < b.key ? -sign : sign;
  });
  return keyed.map(({ row }) => row);
}
