import type { HistoryTexts } from '../../protocol/historyTexts';
import { fill } from '../../protocol/texts';
import { button, codicon, element, isolated, statusIcon } from '../../webview/dom';
import { inSight } from '../geometry/gridGeometry';
import type { HistoryLabels } from '../state/historyLabels';
import type { HistoryState } from '../state/historyState';
import { startedColumn, statusColumn, valueText, type ResultRow } from '../state/resultTable';
import { asTabPanel } from './tabPanel';

export interface ResultPane {
  readonly element: HTMLElement;
  show(): void;
}

type Parts = {
  readonly state: HistoryState;
  readonly labels: HistoryLabels;
  readonly open: (runId: string) => void;
  readonly changed: () => void;
};

/** Height of a line (px), and how many are made beyond those in sight. */
const lineHeight = 24;
const linesBeyond = 20;
const maxValueLength = 200;

/** The results of the runs that are shown: fields × runs. Only the lines in sight are made. */
export function createResultPane(texts: HistoryTexts, parts: Parts): ResultPane {
  const { state, labels } = parts;
  const head = element('thead');
  const body = element('tbody');
  const table = element('table', 'history-results-table', head, body);
  const note = element('p', 'history-note', texts.noResults);
  const panel = asTabPanel(element('section', 'history-results', note, table), 'results');
  panel.tabIndex = 0;
  let shownHead = '';
  let shownRows: readonly ResultRow[] | undefined;
  let shownFrom = -1;
  let shownEnd = -1;

  function sortBy(path: string): void {
    const { sort } = state;
    state.sort =
      sort?.path === path ? (sort.descending ? undefined : { path, descending: true }) : { path, descending: false };
    parts.changed();
  }

  function headCell(path: string, name: string): HTMLElement {
    const { sort } = state;
    const isSorted = sort?.path === path;
    const control = button('', fill(texts.sortBy, name), () => sortBy(path), true);
    control.dataset.path = path;
    control.classList.add('history-sort');
    control.replaceChildren(
      isolated(name.slice(0, 80)),
      ...(isSorted ? [codicon(sort.descending ? 'arrow-down' : 'arrow-up')] : []),
    );
    const cell = element('th', '', control);
    cell.scope = 'col';
    if (isSorted) cell.setAttribute('aria-sort', sort.descending ? 'descending' : 'ascending');
    return cell;
  }

  function showHead(): void {
    const { columns } = state.table;
    const key = [columns.map(({ path }) => path).join('\n'), state.sort?.path, state.sort?.descending].join('\n');
    if (key === shownHead) return;
    shownHead = key;
    const { activeElement } = document;
    const focused =
      activeElement instanceof HTMLElement && head.contains(activeElement) ? activeElement.dataset.path : undefined;
    const cells = [headCell(startedColumn, texts.started), headCell(statusColumn, texts.status)];
    head.replaceChildren(element('tr', '', ...cells, ...columns.map(({ path }) => headCell(path, path))));
    if (focused === undefined) return;
    for (const control of head.querySelectorAll('button')) if (control.dataset.path === focused) control.focus();
  }

  function line({ run, values }: ResultRow, place: number): HTMLElement {
    const link = button('', labels.moment(run.startedAt), () => parts.open(run.runId), true);
    link.classList.add('link');
    const first = element('th', '', link);
    first.scope = 'row';
    const status = element(
      'td',
      '',
      element('span', 'history-status', statusIcon('run', run.status), isolated(labels.runStatus(run.status))),
    );
    const cells = run.resultTooLarge
      ? [element('td', 'history-note', texts.tooLarge)]
      : state.table.columns.map(({ path, type }) => {
          const text = valueText(values.get(path));
          const cell = element('td', type === 'number' ? 'is-number' : '', isolated(text.slice(0, maxValueLength)));
          if (text.length > 20) cell.title = text.slice(0, 1000);
          return cell;
        });
    const row = element('tr', '', first, status, ...cells);
    row.setAttribute('aria-rowindex', String(place + 2));
    return row;
  }

  /** Room for lines that are not made. */
  function gap(count: number): HTMLElement[] {
    if (count === 0) return [];
    const row = element('tr', 'history-gap');
    row.setAttribute('aria-hidden', 'true');
    row.style.height = `${count * lineHeight}px`;
    return [row];
  }

  function showLines(): void {
    const rows = state.sortedRows;
    const { first, end } = inSight(
      panel.scrollTop,
      Math.max(panel.clientHeight, lineHeight),
      lineHeight,
      rows.length,
      linesBeyond,
    );
    // A few lines further nothing has to be made.
    const isNear = Math.max(Math.abs(first - shownFrom), Math.abs(end - shownEnd)) < linesBeyond / 2;
    if (rows === shownRows && isNear) return;
    [shownRows, shownFrom, shownEnd] = [rows, first, end];
    table.setAttribute('aria-rowcount', String(rows.length + 1));
    body.replaceChildren(
      ...gap(first),
      ...rows.slice(first, end).map((row, place) => line(row, first + place)),
      ...gap(rows.length - end),
    );
  }

  panel.addEventListener('scroll', () => showLines());

  return {
    element: panel,
    show() {
      const isEmpty = state.table.rows.length === 0;
      note.hidden = !isEmpty;
      table.hidden = isEmpty;
      showHead();
      showLines();
    },
  };
}
