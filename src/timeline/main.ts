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
const onUse = () => {
  for (const act of ['pointerdown', 'keydown'] as const) window.removeEventListener(act, onUse, true);
  host.send({ kind: 'used' });
};
for (const act of ['pointerdown', 'keydown'] as const) window.addEventListener(act, onUse, true);
setInterval(() => controller.tick(document.hidden), tickMs);
host.send({ kind: 'ready' });
