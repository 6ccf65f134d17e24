/**
 * `npm run bench:open`: the whole way in a real VS Code, from the click on "Open Timeline" of a run with 100,000 events to
 * its first picture, and until all of them are there. Each answer of the server takes 150 ms. Prints a table.
 */
import { build } from '../harness/project';
import { serveSimulator } from '../harness/serveSimulator';
import { closeShared } from '../harness/sharedVsCode';
import { runRow, Workbench } from '../harness/workbench';

const events = 100_000;
const latencyMs = 150;
const mission = /^Roof repair quotes/;
const missionId = '5b1f0c1e-0001-4000-a000-000000000001';

async function main(): Promise<void> {
  build('--production');
  const served = await serveSimulator();
  const { simulator } = served;
  const { runIds } = simulator.seedBulk({ runs: { count: 1, missionId, status: 'succeeded', steps: 200 } });
  const [runId = ''] = runIds;
  simulator.seedBulk({ events: { count: events, runId } });
  simulator.setLatency(latencyMs);
  const workbench = await Workbench.open({ settings: { 'missions.apiBaseUrl': served.baseUrl } });
  try {
    await workbench.signIn();
    await workbench.expand(mission);
    // The newest run stands first.
    const row = workbench.row(runRow('succeeded')).first();
    await row.waitFor();
    await row.hover();
    const control = row.getByRole('button', { name: /Open Timeline/ }).first();
    await control.waitFor();
    simulator.forget();
    const begun = performance.now();
    await control.click();
    const timeline = await workbench.timeline('');
    const shown = timeline.locator('#timeline-shown-of');
    await timeline.getByRole('treeitem').first().waitFor();
    const picture = performance.now() - begun;
    await shown.filter({ hasText: /^[1-9]/ }).waitFor();
    const firstEvents = performance.now() - begun;
    await shown.filter({ hasText: `${events.toLocaleString('en')} events` }).waitFor({ timeout: 120_000 });
    const all = performance.now() - begun;
    const seconds = (ms: number) => `${(ms / 1000).toFixed(1)} s`;
    console.table({
      'the run and its plan': seconds(picture),
      'the first events': seconds(firstEvents),
      [`all ${events.toLocaleString('en')} events`]: seconds(all),
      'requests, in all': simulator.requestCount,
    });
  } finally {
    await workbench.close();
    await closeShared();
    await served.close();
  }
}

main().catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
