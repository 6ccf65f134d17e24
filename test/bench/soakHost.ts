/**
 * `npm run bench:soak:host [scale]`: an hour in a real VS Code, `scale` times faster than the clock (10 where it is not
 * said): 50 active runs, 5 % faults, all views visible, one timeline looked at all the time and each minute another
 * one beside it. Prints the heaps of the extension host and of the page (the workbench with its webviews) after a
 * collection; exits with 1 where what is known differs from the server in the end, or requests pile up.
 */
import type { CDPSession } from 'playwright-core';
import { build, projectRoot } from '../harness/project';
import type { Told } from './host/soak';
import { runInVsCode } from './inVsCode';
import { growthOf, printThirds, thirdsOf, type Sample } from './soakRules';
import { runCount, startService } from './soakService';

/** Four pages of a list may be asked for at a time, by each of what is visible: three views, a branch, two timelines. */
const allowed = 4 * 6;

async function pageHeap(session: CDPSession): Promise<number> {
  await session.send('HeapProfiler.collectGarbage');
  return (await session.send('Runtime.getHeapUsage')).usedSize;
}

async function soak(scale: number): Promise<number> {
  build('--production');
  const service = await startService(scale);
  const samples: Sample[] = [];
  const problems: string[] = [];
  let compared = 0;
  let left = 0;
  let sum = { sent: 0, faults: 0 };
  let session: CDPSession | undefined;

  async function hear(told: Told): Promise<void> {
    switch (told.kind) {
      case 'minute': {
        const page = session ? await pageHeap(session) : 0;
        const { sent, faults, most } = await service.counts();
        sum = { sent, faults };
        samples.push({ heaps: { 'extension host': told.heap, page }, events: told.events, sent, most });
        return;
      }
      case 'settle':
        return service.settle();
      case 'closed':
        left = (await service.counts()).underWay;
        if (left > 0) problems.push(`${left} requests were not called off`);
        return;
      case 'end':
        compared = told.compared;
        problems.push(...told.problems);
    }
  }

  try {
    await runInVsCode({
      name: 'soak',
      extension: projectRoot,
      define: {
        __SCALE__: scale,
        __SOAKED__: { baseUrl: service.baseUrl, missionId: service.missionId, runIds: service.runIds },
      },
      async hear(report) {
        if (report.kind !== 'say') return;
        if (report.text.startsWith('{')) await hear(JSON.parse(report.text) as Told);
        else problems.push(report.text);
      },
      async onPage(page) {
        session = await page.context().newCDPSession(page);
      },
    });
  } finally {
    service.close();
  }

  const thirds = thirdsOf(samples);
  for (const { third, most } of thirds)
    if (most > allowed) problems.push(`${most} requests at a time in the ${third} third`);
  if (samples.length < 60) problems.push(`It ended after ${samples.length} of 60 minutes`);
  console.log(`An hour in VS Code, ${scale} times faster: ${runCount} active runs`);
  printThirds(thirds);
  const growth = (name: string) => {
    const { bytes, perEvent } = growthOf(name, thirds);
    return `${(bytes / 1e6).toFixed(1)} MB, ${Math.round(perEvent)} bytes an event more`;
  };
  console.table({
    requests: sum.sent,
    'of them with a fault': sum.faults,
    'extension host, last third against second': growth('extension host'),
    'page, last third against second': growth('page'),
    'events compared with the server': compared,
    'under way after everything is closed': left,
    problems: problems.length,
  });
  for (const problem of problems.slice(0, 20)) console.log(problem);
  return problems.length;
}

soak(Number(process.argv[2] ?? 10)).then(
  (problems) => process.exit(problems > 0 ? 1 : 0),
  (error: unknown) => {
    console.error(error);
    process.exit(1);
  },
);
