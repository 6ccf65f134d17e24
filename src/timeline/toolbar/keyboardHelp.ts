import type { TimelineTexts } from '../../protocol/texts';
import { button, element } from '../../webview/dom';

/** All keys, with what each of them does. `docs/reference.md` has them as well. */
export function timelineKeys(texts: TimelineTexts): readonly (readonly [keys: readonly string[], text: string])[] {
  return [
    [['↑', '↓', 'PgUp', 'PgDn'], texts.keyMoveRows],
    [['←', '→'], texts.keyMarks],
    [[',', '.'], texts.keyMarkBeside],
    [['e', 'c'], `${texts.expandAll} / ${texts.collapseAll}`],
    [['Enter'], texts.keyDetails],
    [['Esc'], texts.keyBack],
    [['n', 'p'], texts.keyErrors],
    [['/'], texts.findText],
    [['l'], `${texts.showList} / ${texts.hideList}`],
    [['+', '−'], texts.keyZoom],
    [['f'], texts.fit],
    [['Home', 'End'], texts.keyEnds],
    [['g'], texts.follow],
    [['h'], `${texts.pauseUpdates} / ${texts.resumeUpdates}`],
    [['i'], texts.foldIdle],
    [['t'], `${texts.sinceStart} / ${texts.localTime}`],
    [['a'], texts.byAgent],
    [['?'], texts.keyboard],
  ];
}

/** All keys in one place, in a dialog that keeps the focus until it is closed. */
export function createKeysDialog(texts: TimelineTexts): { readonly element: HTMLDialogElement; open(): void } {
  const list = element('dl', 'keys');
  for (const [names, text] of timelineKeys(texts))
    list.append(element('dt', '', ...names.map((name) => element('kbd', '', name))), element('dd', '', text));
  const mouse = element('ul', 'keys-mouse');
  for (const text of [texts.keyPan, texts.keyWheel, texts.keyDouble, texts.keyMeasure])
    mouse.append(element('li', '', text));
  const heading = element('h2', '', texts.keyboard);
  heading.id = 'timeline-keys-title';
  const dialog = element('dialog', 'keys-dialog');
  dialog.id = 'timeline-keys';
  dialog.setAttribute('aria-labelledby', heading.id);
  dialog.append(
    element(
      'div',
      'dialog-head',
      heading,
      button('close', texts.close, () => dialog.close()),
    ),
    list,
    mouse,
  );
  return {
    element: dialog,
    open() {
      if (!dialog.open) dialog.showModal();
    },
  };
}
