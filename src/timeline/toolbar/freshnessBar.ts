import { plainText } from '../../model/plainText';
import type { Freshness } from '../../protocol/messages';
import { fill, type TimelineTexts } from '../../protocol/texts';
import { codicon, element, setText } from '../../webview/dom';
import { formatMoment, formatNumber } from '../geometry/axis';

/** How fresh the picture is, where it is not live, and what is missing of it. */
export interface FreshnessBar {
  readonly element: HTMLElement;
  /** Says to a screen reader that the picture is old. */
  readonly announcer: HTMLElement;
  show(freshness: Freshness, missing: string | undefined): void;
}

export function createFreshnessBar(texts: TimelineTexts, onAction: () => void): FreshnessBar {
  const announcer = element('div', 'announcer');
  announcer.setAttribute('role', 'status');
  const text = element('span');
  const actionButton = element('button', 'button link');
  actionButton.type = 'button';
  actionButton.addEventListener('click', onAction);
  const reading = element('progress', 'progress');
  reading.setAttribute('aria-label', texts.loading);
  const warning = codicon('warning');
  const bar = element('div', 'freshness', warning, text, reading, actionButton);
  bar.id = 'timeline-freshness';
  const number = (value: number) => formatNumber(texts.locale, value);

  function showText(freshness: Freshness, missing: string | undefined): void {
    switch (freshness.kind) {
      case 'live':
        setText(text, missing ?? '');
        break;
      case 'loading':
        // Without a value the bar says that nobody knows how long.
        reading.removeAttribute('value');
        setText(text, texts.loading);
        break;
      case 'reading': {
        const { loaded, total } = freshness;
        reading.max = Math.max(1, total);
        reading.value = loaded;
        setText(text, fill(texts.reading, number(loaded), number(total)));
        break;
      }
      case 'stale': {
        const at = freshness.at === undefined ? '' : formatMoment(texts.locale, freshness.at);
        setText(text, `${at ? `${fill(texts.asOf, at)} ` : ''}${plainText(freshness.message)}`);
        setText(announcer, text.textContent);
        if (freshness.action) setText(actionButton, freshness.action.title);
        break;
      }
    }
  }

  return {
    element: bar,
    announcer,
    show(freshness, missing) {
      const isStale = freshness.kind === 'stale';
      const isNoted = freshness.kind === 'live' && missing !== undefined;
      bar.hidden = freshness.kind === 'live' && !isNoted;
      bar.classList.toggle('stale', isStale);
      warning.hidden = !isStale && !isNoted;
      reading.hidden = freshness.kind !== 'reading' && freshness.kind !== 'loading';
      actionButton.hidden = !isStale || !freshness.action;
      if (!isStale) setText(announcer, '');
      showText(freshness, missing);
    },
  };
}
