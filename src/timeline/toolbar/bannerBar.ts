import { jsonText } from '../../model/jsonObject';
import type { NeedWord } from '../../protocol/texts';
import { button, codicon, element, setIcon, setText, setUsable } from '../../webview/dom';
import type { Banner, BannerAct } from '../state/banner';

const icons: Readonly<Record<NeedWord, string>> = {
  failed: 'error',
  asks: 'comment-discussion',
  paused: 'debug-pause',
  stuck: 'warning',
  notClosed: 'warning',
  openSteps: 'warning',
  noSummary: 'warning',
};

/** Why the run needs a person, with what can be done about it. */
export interface BannerBar {
  readonly element: HTMLElement;
  show(banner: Banner | undefined, busy: boolean): void;
}

export function createBannerBar(act: (act: BannerAct) => void): BannerBar {
  const text = element('span');
  const icon = codicon('warning');
  const lead = element('div', 'banner-text', icon, text);
  const buttons = element('div', 'banner-buttons');
  const bar = element('div', 'banner', lead, buttons);
  bar.id = 'timeline-banner';
  bar.hidden = true;
  let shown = '';
  return {
    element: bar,
    show(banner, busy) {
      bar.hidden = !banner;
      if (!banner) return;
      const { need, offers } = banner;
      bar.dataset.need = need;
      setIcon(lead, icons[need]);
      setText(text, banner.text);
      // A button that is being pressed, or has the focus, stays as long as it is offered.
      const key = jsonText(offers);
      if (key !== shown) {
        shown = key;
        buttons.replaceChildren(
          ...offers.map((offer) => {
            const made = button('', offer.label, () => act(offer.act), true);
            made.dataset.act = offer.act;
            return made;
          }),
        );
      }
      for (const made of buttons.children)
        if (made instanceof HTMLElement) setUsable(made, !busy || made.dataset.act === 'showError');
    },
  };
}
