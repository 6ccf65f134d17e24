import { onThemeChange } from '../webview/theme';
import { connectHost, type VsCodeApi } from './bridge/host';
import { listenToKeys } from './input';
import { TimelinePage } from './page';
import { TimelineController } from './state/controller';

declare function acquireVsCodeApi(): VsCodeApi;

/** How often the now-edge and every duration that grows are drawn again (ms). */
const tickMs = 500;

const app = document.getElementById('app') ?? document.body;
const host = connectHost(acquireVsCodeApi(), {
  onMessage: (message) => controller.onMessage(message),
  onHeard: () => controller.onHeard(),
});
const controller = new TimelineController({
  host,
  ids: { missionId: app.dataset.missionId ?? '', runId: app.dataset.runId ?? '' },
  createView(made) {
    const page = new TimelinePage(app, host, made);
    onThemeChange(() => page.onThemeChange());
    document.addEventListener('visibilitychange', () => page.redraw());
    return page;
  },
});
window.addEventListener('message', ({ data }: MessageEvent<unknown>) => host.receive(data));
listenToKeys((action) => controller.dispatch(action));
setInterval(() => controller.tick(document.hidden), tickMs);
host.send({ kind: 'ready' });
