import type { HistoryTab } from '../state/savedHistory';

/** What a tab and the panel that it shows are found by. */
export const tabId = (tab: HistoryTab) => `history-tab-${tab}`;
export const tabPanelId = (tab: HistoryTab) => `history-panel-${tab}`;

/** Makes the element the panel of the tab. */
export function asTabPanel(panel: HTMLElement, tab: HistoryTab): HTMLElement {
  panel.id = tabPanelId(tab);
  panel.setAttribute('role', 'tabpanel');
  panel.setAttribute('aria-labelledby', tabId(tab));
  return panel;
}
