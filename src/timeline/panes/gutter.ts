import { fill, wordFor, type TimelineTexts } from '../../protocol/texts';
import { codicon, element, isolated, statusIcon } from '../../webview/dom';
import { rowHeight, rowsInSight, type Row } from '../geometry/layout';
import { countOf, rowName, formatRowDuration, shortened } from '../state/labels';

/** Deeper rows are not indented any further: their names would be pushed out of sight. */
const maxIndent = 8;

const iconsWithoutStatus: Readonly<Record<Row['kind'], string>> = {
  run: 'dash',
  step: 'dash',
  stray: 'question',
  none: 'dash',
  agent: 'hubot',
};

/** What a screen reader says of the row: "Call contractors, in progress, 2 min 10 s, 14 events". */
function describe(row: Row, texts: TimelineTexts, edge: number, attempts: number): string {
  const status = row.bar?.status ?? row.step?.status;
  const words = row.kind === 'run' ? texts.runStatus : texts.stepStatus;
  const events = row.lane?.length ?? 0;
  return [
    shortened(rowName(row, texts)),
    status === undefined ? '' : wordFor(words, status),
    formatRowDuration(row, edge, texts.locale) ?? '',
    attempts > 1 ? fill(texts.attempts, attempts) : '',
    events > 0 ? countOf(events, texts) : '',
  ]
    .filter(Boolean)
    .join(', ');
}

export type GutterParts = {
  /** Of the tree: each row's begins with it. */
  readonly id: string;
  readonly label: string;
  readonly select: (key: string) => void;
  readonly fold: (stepId: string, fold: boolean) => void;
};

/** A row that exists, and what of it was looked at when it was last brought up to date. */
type Made = {
  readonly node: HTMLElement;
  readonly looks: string;
  label: string;
  row?: Row;
  index?: number;
  /** What its label may say anew without another row. */
  facts?: string;
};

/** The rows' names as a real tree. Only those in sight exist; their places in the whole are told by ARIA. */
export interface Gutter {
  readonly element: HTMLElement;
  show(facts: {
    readonly rows: readonly Row[];
    readonly scrollTop: number;
    readonly height: number;
    readonly selected: number;
    readonly edge: number;
    /** How often a step was started. */
    readonly attempts: (row: Row) => number;
  }): void;
  focus(): void;
}

export function createGutter(texts: TimelineTexts, { id, label, select, fold }: GutterParts): Gutter {
  const tree = element('div', 'gutter');
  tree.id = id;
  tree.setAttribute('role', 'tree');
  tree.setAttribute('aria-label', label);
  tree.tabIndex = 0;
  const made = new Map<string, Made>();

  function build(row: Row, index: number): HTMLElement {
    const node = element('div', 'row');
    node.id = `${id}-${index}`;
    node.dataset.key = row.key;
    node.setAttribute('role', 'treeitem');
    node.setAttribute('aria-level', String(row.depth + 1));
    node.setAttribute('aria-posinset', String(row.place));
    node.setAttribute('aria-setsize', String(row.siblings));
    node.style.paddingInlineStart = `${4 + Math.min(row.depth, maxIndent) * 14}px`;
    const { step } = row;
    if (row.expandable && step) {
      node.setAttribute('aria-expanded', String(row.expanded));
      const twistie = codicon(row.expanded ? 'chevron-down' : 'chevron-right');
      twistie.classList.add('twistie');
      twistie.addEventListener('click', (event) => {
        event.stopPropagation();
        fold(step.stepId, row.expanded);
      });
      node.append(twistie);
    } else node.append(element('span', 'twistie'));
    const status = row.bar?.status ?? step?.status;
    if (status === undefined) node.append(codicon(iconsWithoutStatus[row.kind]));
    else node.append(statusIcon(row.kind === 'run' ? 'run' : 'step', status));
    node.append(isolated(shortened(rowName(row, texts)), row.kind === 'stray' ? 'label stray' : 'label'));
    node.addEventListener('click', () => {
      select(row.key);
      tree.focus();
    });
    return node;
  }

  function drawnFor(row: Row, index: number): Made {
    const before = made.get(row.key);
    // Most frames only move what is there.
    if (before?.row === row && before.index === index) return before;
    const { place, siblings, expanded, expandable, depth } = row;
    const status = row.bar?.status ?? row.step?.status;
    const looks = [index, place, siblings, expanded, expandable, depth, status, rowName(row, texts)].join('\n');
    let drawn = before;
    if (drawn?.looks !== looks) {
      const node = build(row, index);
      drawn?.node.replaceWith(node);
      drawn = { node, looks, label: '' };
      made.set(row.key, drawn);
    }
    drawn.row = row;
    drawn.index = index;
    delete drawn.facts;
    return drawn;
  }

  /** A running row's label has its duration in it. The node stays, so that a click in progress is not lost. */
  function showLabel(drawn: Made, row: Row, edge: number, attempts: number): void {
    const duration = row.bar && row.bar.end === undefined ? formatRowDuration(row, edge, texts.locale) : '';
    const facts = `${row.lane?.length ?? 0} ${attempts} ${duration}`;
    if (drawn.facts === facts) return;
    drawn.facts = facts;
    const label = describe(row, texts, edge, attempts);
    if (drawn.label === label) return;
    drawn.label = label;
    drawn.node.setAttribute('aria-label', label);
    drawn.node.title = label;
  }

  return {
    element: tree,
    focus: () => tree.focus({ preventScroll: true }),
    show({ rows, scrollTop, height, selected, edge, attempts }) {
      const sight = rowsInSight(rows.length, scrollTop, height);
      const first = Math.max(0, sight.first - 2);
      const last = Math.min(rows.length, sight.last + 2);
      const wanted = new Set(rows.slice(first, last).map(({ key }) => key));
      for (const [key, { node }] of made) {
        if (wanted.has(key)) continue;
        node.remove();
        made.delete(key);
      }
      for (let i = first; i < last; i++) {
        const row = rows[i];
        if (!row) continue;
        const drawn = drawnFor(row, i);
        const { node } = drawn;
        // A screen reader walks the page's order.
        const here = tree.children[i - first];
        if (here !== node) tree.insertBefore(node, here ?? null);
        showLabel(drawn, row, edge, attempts(row));
        const isSelected = String(selected === i);
        if (node.getAttribute('aria-selected') !== isSelected) node.setAttribute('aria-selected', isSelected);
        const transform = `translateY(${i * rowHeight - scrollTop}px)`;
        if (node.style.transform !== transform) node.style.transform = transform;
      }
      // Only what exists can be pointed at.
      if (selected >= first && selected < last) tree.setAttribute('aria-activedescendant', `${id}-${selected}`);
      else tree.removeAttribute('aria-activedescendant');
    },
  };
}
