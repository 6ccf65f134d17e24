import type { HistoryState } from './historyState';

/** What a key does that is pressed in the grid. */
export type GridKey = {
  readonly key: string;
  readonly shift: boolean;
  /** Ctrl, or the command key of a Mac. */
  readonly ctrl: boolean;
  /** How many rows are in sight. */
  readonly pageRows: number;
};

export type GridAct =
  | 'moved'
  /** Another range of time is marked, and nothing is filtered yet. */
  | 'marked'
  | 'filtered'
  | 'selected'
  | 'folded'
  | { readonly open: { readonly runId: string; readonly stepId?: string } };

/** Where the keyboard is. Column -1 are the names of the rows, row -1 are the runs as a whole. */
export function cursorPlace(state: HistoryState): { readonly row: number; readonly column: number } {
  const { cursor, rows, columns } = state;
  const column = cursor.runId === undefined ? -1 : state.columnOf(cursor.runId);
  return {
    row: cursor.stepId === undefined ? -1 : rows.findIndex(({ stepId }) => stepId === cursor.stepId),
    // A run that the filter does not let pass is nowhere: the newest takes its place.
    column: cursor.runId !== undefined && column < 0 ? columns.length - 1 : column,
  };
}

export function setCursor(state: HistoryState, row: number, column: number): void {
  state.cursor = { runId: state.columns[column]?.runId, stepId: state.rows[row]?.stepId };
}

/** Does what a key of the grid does; `undefined` where it does nothing. */
export function pressGridKey(state: HistoryState, pressed: GridKey): GridAct | undefined {
  const { row, column } = cursorPlace(state);
  switch (pressed.key) {
    case 'Enter':
      if (state.marked) return applyMarked(state);
      return column < 0 ? foldAt(state, row) : openAt(state, row, column);
    case ' ': {
      if (column < 0) return foldAt(state, row);
      const run = state.columns[column];
      if (run) state.toggleSelected(run.runId);
      return 'selected';
    }
    case 'Escape':
      if (state.marked) {
        state.marked = undefined;
        return 'marked';
      }
      if (state.selected.length === 0) return undefined;
      state.selected = [];
      return 'selected';
    default:
      return move(state, pressed, row, column);
  }
}

function move(state: HistoryState, pressed: GridKey, row: number, column: number): GridAct | undefined {
  const [lastRow, lastColumn] = [state.rows.length - 1, state.columns.length - 1];
  const { ctrl, pageRows } = pressed;
  const places: Readonly<Record<string, readonly [row: number, column: number]>> = {
    ArrowLeft: [row, column - 1],
    ArrowRight: [row, column + 1],
    ArrowUp: [row - 1, column],
    ArrowDown: [row + 1, column],
    PageUp: [row - pageRows, column],
    PageDown: [row + pageRows, column],
    Home: ctrl ? [-1, Math.min(0, lastColumn)] : [row, Math.min(0, lastColumn)],
    End: ctrl ? [lastRow, lastColumn] : [row, lastColumn],
  };
  const place = Object.hasOwn(places, pressed.key) ? places[pressed.key] : undefined;
  if (!place) return undefined;
  const next = Math.max(-1, Math.min(lastColumn, place[1]));
  const isMarking = pressed.shift && next >= 0 && column >= 0;
  if (isMarking) state.marked = { from: state.marked?.from ?? column, to: next };
  setCursor(state, Math.max(-1, Math.min(lastRow, place[0])), next);
  return isMarking ? 'marked' : 'moved';
}

/** Shows only the runs that began in the range of time that is marked. */
export function applyMarked(state: HistoryState): GridAct {
  const { marked, columns } = state;
  state.marked = undefined;
  const times = marked ? [marked.from, marked.to].flatMap((place) => columns[place]?.startedAt ?? []) : [];
  if (times.length === 2)
    state.setFilter({ ...state.filter, range: { from: Math.min(...times), to: Math.max(...times) } });
  return 'filtered';
}

function foldAt(state: HistoryState, row: number): GridAct | undefined {
  const step = state.rows[row];
  if (!step?.hasChildren) return undefined;
  state.fold(step.stepId, !step.isFolded);
  return 'folded';
}

function openAt(state: HistoryState, row: number, column: number): GridAct | undefined {
  const run = state.columns[column];
  if (!run) return undefined;
  const stepId = state.rows[row]?.stepId;
  const isThere = stepId !== undefined && state.data.plan(run.runId)?.has(stepId) === true;
  return { open: { runId: run.runId, ...(isThere ? { stepId } : {}) } };
}
