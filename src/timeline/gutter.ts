import { formatDuration, span } from '../model/time';
import type { TimelineTexts } from '../protocol';
import { codicon, element, fill, isolated, statusIcon, wordFor } from './dom';
import { rowHeight, type Row } from './layout';

/** What the row is called. */
export function rowName(row: Row, texts: TimelineTexts): string {
  switch (row.kind) {
    case 'run':
      return texts.run;
    case 'step': {
      const step = row.step;
      const description = step?.description.replace(/\s+/g, ' ').trim();
      if (description !== undefined && description !== '') return description;
      return step?.stepId ?? '';
    }
    case 'stray':
      return row.stepId ?? '';
    case 'none':
      return texts.noStep;
  }
}

function describe(row: Row, texts: TimelineTexts, now: number): string {
  const status = row.bar?.status ?? row.step?.status;
  const words = row.kind === 'run' ? texts.runStatus : texts.stepStatus;
  const events = row.lanes.reduce((sum, lane) => sum + lane.length, 0);
  return [
    rowName(row, texts),
    status === undefined ? '' : wordFor(words, status),
    row.bar ? formatDuration(span(row.bar.start, row.bar.end ?? now)) : '',
    events > 0 ? fill(texts.eventCount, events) : '',
  ]
    .filter(Boolean)
    .join(', ');
}

export type GutterParts = {
  readonly select: (key: string) => void;
  readonly fold: (stepId: string, fold: boolean) => void;
};

/** The rows' names as a real tree. Only those in sight exist; their places in the whole are told by ARIA. */
export interface Gutter {
  readonly element: HTMLElement;
  show(facts: {
    readonly rows: readonly Row[];
    readonly scrollTop: number;
    readonly height: number;
    readonly selected: number;
    readonly now: number;
  }): void;
  focus(): void;
}

export function createGutter(texts: TimelineTexts, { select, fold }: GutterParts): Gutter {
  const tree = element('div', 'gutter');
  tree.setAttribute('role', 'tree');
  tree.setAttribute('aria-label', texts.rowsLabel);
  tree.tabIndex = 0;
  const made = new Map<string, { readonly node: HTMLElement; looks: string }>();

  function build(row: Row, index: number, size: number, selected: boolean, label: string): HTMLElement {
    const node = element('div', 'row');
    node.id = `row-${index}`;
    node.setAttribute('role', 'treeitem');
    node.setAttribute('aria-level', String(row.depth + 1));
    node.setAttribute('aria-posinset', String(index + 1));
    node.setAttribute('aria-setsize', String(size));
    node.setAttribute('aria-selected', String(selected));
    node.setAttribute('aria-label', label);
    node.title = label;
    node.style.paddingInlineStart = `${6 + Math.min(row.depth, 12) * 12}px`;
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
    if (status !== undefined) node.append(statusIcon(status));
    node.append(isolated(rowName(row, texts), row.kind === 'stray' ? 'label stray' : 'label'));
    node.addEventListener('click', () => {
      select(row.key);
      tree.focus();
    });
    return node;
  }

  return {
    element: tree,
    focus: () => tree.focus(),
    show({ rows, scrollTop, height, selected, now }) {
      const first = Math.max(0, Math.floor(scrollTop / rowHeight) - 2);
      const last = Math.min(rows.length, Math.ceil((scrollTop + height) / rowHeight) + 2);
      const wanted = new Set<string>();
      for (let i = first; i < last; i++) {
        const row = rows[i];
        if (!row) continue;
        wanted.add(row.key);
        const label = describe(row, texts, now);
        // A running row's label has its duration in it: the second is enough to tell it has changed.
        const looks = JSON.stringify([i, rows.length, selected === i, row.expanded, row.expandable, row.depth, label]);
        const held = made.get(row.key);
        if (held?.looks !== looks) {
          const node = build(row, i, rows.length, selected === i, label);
          if (held) held.node.replaceWith(node);
          else tree.append(node);
          made.set(row.key, { node, looks });
        }
        const node = made.get(row.key)?.node;
        if (node) node.style.transform = `translateY(${i * rowHeight - scrollTop}px)`;
      }
      for (const [key, { node }] of made) {
        if (wanted.has(key)) continue;
        node.remove();
        made.delete(key);
      }
      if (selected >= 0) tree.setAttribute('aria-activedescendant', `row-${selected}`);
      else tree.removeAttribute('aria-activedescendant');
    },
  };
}
