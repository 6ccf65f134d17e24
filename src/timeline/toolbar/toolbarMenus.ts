import type { TimelineAct } from '../../protocol/messages';
import type { TimelineTexts } from '../../protocol/texts';
import { button, element } from '../../webview/dom';
import { createMenu } from '../../webview/menu';
import { exportKinds, type ExportKind, type ToolbarParts } from './toolbarFacts';

/** Makes items that close their menu and then run. */
function menuItems(close: () => void) {
  return (icon: string, label: string, run: () => void): HTMLElement => {
    const onClick = () => {
      close();
      run();
    };
    const item = button(icon, label, onClick, true);
    item.classList.add('menu-item');
    return item;
  };
}

/** What is seldom done to a run, as far as it can be done now, and what is done to the chart. */
export function createMoreMenu(
  texts: TimelineTexts,
  { act, dispatch }: ToolbarParts,
  acts: () => readonly TimelineAct[],
): HTMLElement {
  const offers: readonly (readonly [TimelineAct, icon: string, label: string])[] = [
    ['completeRun', 'pass', texts.completeRun],
    ['logEvent', 'comment', texts.logEvent],
    ['linkAgent', 'link', texts.linkAgent],
    ['compare', 'git-compare', texts.compare],
    ['saveRunToFile', 'save', texts.saveRunToFile],
    ['openInstructions', 'edit', texts.openInstructions],
    ['showHistory', 'history', texts.showHistory],
    ['refresh', 'refresh', texts.refresh],
  ];
  const menu = createMenu(
    'ellipsis',
    texts.more,
    (panel, close) => {
      const item = menuItems(close);
      panel.replaceChildren(
        ...offers
          .filter(([word]) => acts().includes(word))
          .map(([word, icon, label]) => item(icon, label, () => act(word))),
        element('hr'),
        item('expand-all', texts.expandAll, () => dispatch({ kind: 'expandAll' })),
        item('collapse-all', texts.collapseAll, () => dispatch({ kind: 'collapseAll' })),
        item('keyboard', texts.keyboard, () => dispatch({ kind: 'keys' })),
      );
    },
    false,
  );
  menu.button.id = 'timeline-more';
  return menu.element;
}

export function createExportMenu(texts: TimelineTexts, { exportAs }: ToolbarParts): HTMLElement {
  const labels: Readonly<Record<ExportKind, string>> = {
    png: texts.exportPng,
    svg: texts.exportSvg,
    jsonl: texts.exportJsonl,
    csv: texts.exportCsv,
  };
  const menu = createMenu(
    'export',
    texts.exportAs,
    (panel, close) => {
      const item = menuItems(close);
      panel.replaceChildren(
        ...exportKinds.map((kind) =>
          item(kind === 'png' || kind === 'svg' ? 'file-media' : 'file', labels[kind], () => exportAs(kind)),
        ),
      );
    },
    false,
  );
  menu.button.id = 'timeline-export';
  return menu.element;
}
