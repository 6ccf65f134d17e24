import { isHistoryHostMessage } from '../protocol/historyGuards';
import { onThemeChange } from '../webview/theme';
import { HistoryPage, type HistoryApi } from './page';

declare function acquireVsCodeApi(): HistoryApi;

/** How often what is active is drawn again (ms). */
const tickMs = 1000;

const api = acquireVsCodeApi();
const page = new HistoryPage(document.getElementById('app') ?? document.body, api);
onThemeChange(() => page.onThemeChange());
document.addEventListener('visibilitychange', () => page.redraw());
window.addEventListener('message', ({ data }: MessageEvent<unknown>) => {
  if (isHistoryHostMessage(data)) page.onMessage(data);
});
setInterval(() => page.tick(), tickMs);
api.postMessage({ kind: 'ready' });
