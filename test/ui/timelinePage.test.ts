import { beforeEach, describe, expect, it } from 'vitest';
import { isObject, parseJson } from '../../src/model/jsonObject';
import { sentStep } from '../../src/protocol/sentSteps';
import { eventIds, type TimelinePage } from '../harness/timelinePage';
import { useTimelinePages } from '../harness/useTimelinePages';
import { eventOf, hostileScene, liveScene, runOf, sliceOf, start } from '../unit/timeline/scenes';

/** The built webview by itself, with a host that the test plays. */
describe('the timeline’s page', () => {
  const open = useTimelinePages();
  let timeline: TimelinePage;
  beforeEach(async () => {
    timeline = await open(liveScene());
  });

  const selected = (page = timeline.page) => page.getByRole('treeitem', { selected: true }).getAttribute('data-key');
  const details = () => timeline.page.locator('#timeline-details');

  /** Selects the first step, and opens its details, by the keyboard. */
  async function openDetails(): Promise<void> {
    await timeline.page.getByRole('tree').focus();
    for (const key of ['ArrowDown', 'ArrowDown', 'Enter']) await timeline.page.keyboard.press(key);
    await timeline.settle();
    await details().locator('.event').first().waitFor();
  }

  it('names each row with its status, duration and number of events', async () => {
    const row = timeline.page.getByRole('treeitem', { name: /Call Prairie Roofing, failed, 56 s, \d+ events/ });
    expect(await row.count()).toBe(1);
  });

  it('says what was clicked in the words of the protocol', async () => {
    for (const id of ['pause', 'cancel']) await timeline.page.locator(`#timeline-${id}`).click();
    const offers = ['Complete Run...', 'Log Event...', 'Link Agent...', 'Compare with...', 'Save Run to File...'];
    for (const name of [...offers, 'Edit Instructions', 'Refresh']) {
      await timeline.page.locator('#timeline-more').click();
      await timeline.page.getByRole('button', { name, exact: true }).click();
    }
    await timeline.settle();
    const acts = timeline.sent.flatMap((message) => (message.kind === 'act' ? [message.act] : []));
    expect(acts).toEqual([
      'pause',
      'cancel',
      'completeRun',
      'logEvent',
      'linkAgent',
      'compare',
      'saveRunToFile',
      'openInstructions',
      'refresh',
    ]);
  });

  it('waits while an act is under way, then offers what the new status is capable of, and announces it', async () => {
    await timeline.delta({ run: runOf({ busy: true }), now: start + 301_000 });
    await timeline.settle();
    expect(await timeline.page.locator('#timeline-pause').isDisabled()).toBe(true);
    const paused = runOf({ status: 'paused', acts: ['resume', 'cancel'] });
    await timeline.delta({ run: paused, now: start + 301_000 });
    await timeline.settle();
    expect(await timeline.page.locator('#timeline-resume').isVisible()).toBe(true);
    expect(await timeline.page.locator('#timeline-pause').isVisible()).toBe(false);
    expect(await timeline.page.getByRole('status').filter({ hasText: 'paused' }).count()).toBe(1);
  });

  it('is used by keyboard alone', async () => {
    await timeline.page.getByRole('tree').focus();
    for (const key of ['ArrowDown', 'ArrowDown']) await timeline.page.keyboard.press(key);
    await timeline.settle();
    expect(await selected()).toBe('step research');
    expect(await details().isVisible()).toBe(false);
    await timeline.page.keyboard.press('Enter');
    await timeline.settle();
    expect(await details().isVisible()).toBe(true);
  });

  it('does not move what is being read when events come, and takes them in on demand', async () => {
    await openDetails();
    const events = details().locator('.event');
    const before = await events.allInnerTexts();
    const scene = liveScene();
    const strings = scene.events.strings.length + scene.events.stringsFrom;
    await timeline.delta({
      events: {
        ...sliceOf([eventOf(299_000, 'tool_call', 'research')]),
        from: scene.events.timestamps.length,
        stringsFrom: strings,
        strings: ['tool_call', 'research'],
        types: new Uint32Array([strings]),
        stepIds: new Uint32Array([strings + 1]),
      },
      now: start + 301_500,
    });
    await timeline.settle();
    expect(await events.allInnerTexts()).toEqual(before);
    await timeline.page.locator('.fresh').click();
    await timeline.settle();
    expect(await events.count()).toBe(before.length + 1);
  });

  it('calls steps in its list by their names, also where the plan comes after their events', async () => {
    const scene = liveScene();
    timeline = await open({ ...scene, steps: [] });
    const cells = timeline.page.locator('#timeline-events .line:not(.is-head) .cell:nth-child(3)');
    await cells.getByText('verify', { exact: true }).first().waitFor();
    await timeline.delta({ steps: scene.steps.map(sentStep), now: scene.now });
    const name = scene.steps.find(({ stepId }) => stepId === 'verify')?.description ?? '';
    await cells.getByText(name, { exact: true }).first().waitFor();
    expect(await cells.getByText('verify', { exact: true }).count()).toBe(0);
  });

  it('copies an event with its payload', async () => {
    await openDetails();
    await details().locator('.event').nth(2).click();
    await timeline.settle();
    await timeline.page.locator('#timeline-copy').click();
    await timeline.settle();
    const copied = timeline.sent.findLast((message) => message.kind === 'copy');
    expect(JSON.parse(copied?.kind === 'copy' ? copied.text : '{}')).toMatchObject({
      payload: { tool: 'places.search' },
    });
    await timeline.page.keyboard.press('Escape');
    await timeline.settle();
    expect(await details().isVisible()).toBe(false);
  });

  it('shows and copies numbers that JavaScript cannot hold in their own digits', async () => {
    const numbers = '{"crm_id":1293384261075731499,"ratio":1.0,"huge":1e400}';
    const metadata = parseJson(numbers);
    const scene = liveScene();
    const steps = scene.steps.map((step) => (isObject(metadata) ? { ...step, metadata } : step));
    timeline = await open(
      { ...scene, steps },
      {
        answer: (ask) =>
          ask.kind === 'event'
            ? { kind: 'event', index: ask.index, eventId: 'e', summary: 's', payload: numbers }
            : {
                kind: 'eventTexts',
                from: ask.from,
                summaries: Array.from({ length: ask.to - ask.from }, () => 's'),
                eventIds: eventIds(ask.from, ask.to),
              },
      },
    );
    const shown = ['1293384261075731499', '1.0', '1e400'];
    const copied = async () => {
      await timeline.page.locator('#timeline-copy').click();
      await timeline.settle();
      const sent = timeline.sent.findLast((message) => message.kind === 'copy');
      return sent?.kind === 'copy' ? sent.text.replace(/\s/g, '') : '';
    };
    await openDetails();
    expect(await details().locator('.details-facts .json-value').allInnerTexts()).toEqual(shown);
    expect(await copied()).toContain(`"metadata":${numbers}`);
    await details().locator('.event').nth(2).click();
    await timeline.settle();
    expect(await details().locator('.details-rest .json-value').allInnerTexts()).toEqual(shown);
    expect(await copied()).toContain(`"payload":${numbers}`);
  });

  it('stops to follow when it is panned, keeps that, and follows again', async () => {
    await timeline.page.locator('canvas.rows').hover({ position: { x: 200, y: 200 } });
    await timeline.page.mouse.down();
    await timeline.page.mouse.move(500, 300, { steps: 5 });
    await timeline.page.mouse.up();
    await expect.poll(async () => JSON.stringify(await timeline.saved())).toContain('"free"');
    await timeline.page.locator('#timeline-follow').click();
    await timeline.settle();
    expect(await timeline.page.locator('#timeline-follow').isDisabled()).toBe(true);
  });

  it('asks once for a new snapshot after a gap, and drops what is no message', async () => {
    const asked = () => timeline.sent.filter(({ kind }) => kind === 'ready').length;
    const before = asked();
    await timeline.page.evaluate((now) => {
      // At once: no answer comes between them.
      for (const revision of [99, 100]) window.postMessage({ kind: 'delta', revision, now });
      for (const junk of [1, null, {}, { kind: 'snapshot' }, { kind: 'delta', revision: -1 }, { kind: 'reply' }])
        window.postMessage(junk);
    }, start);
    await timeline.settle();
    expect(asked()).toBe(before + 1);
    expect(timeline.errors).toEqual([]);
  });

  it('comes back after a reload with what was selected', async () => {
    await openDetails();
    await expect.poll(async () => JSON.stringify(await timeline.saved())).toContain('research');
    const again = await open(liveScene(), { saved: await timeline.saved() });
    expect(await selected(again.page)).toBe('step research');
  });

  it('says so where the host refuses to answer', async () => {
    const refused = await open(liveScene(), { answer: () => undefined });
    await refused.page.getByRole('treeitem', { name: /Prairie/ }).click();
    await refused.page.locator('.event').first().click();
    await refused.page.locator('p.refused', { hasText: 'no longer loaded' }).waitFor();
  });

  it('shows hostile texts as texts, and survives every key on them', async () => {
    const hostile = await open(hostileScene());
    const { page } = hostile;
    await page.getByRole('tree').focus();
    const keys = ['ArrowDown', 'Enter', 'Escape', 'ArrowRight', 'Enter', 'Escape', '+', '-', 'f', 'Home', 'End'];
    for (let row = 0; row < 14; row++) for (const key of keys) await page.keyboard.press(key);
    await hostile.settle();
    expect(hostile.errors).toEqual([]);
    expect(await page.title()).toBe('Run timeline');
    expect(await page.locator('img, #app script').count()).toBe(0);
  });

  it('says within 15 s that the extension host is not heard of, counts no further, and goes on when it is', async () => {
    const live = await open(liveScene(), { ownClock: true });
    const { page } = live;
    await live.settle();
    const elapsed = () => page.locator('#timeline-elapsed').textContent();
    const seconds = async () => Number(/(\d+) s/.exec((await elapsed()) ?? '')?.[1]);
    await page.clock.runFor(12_000);
    expect(live.pings).toBeGreaterThan(0);
    const said = page.getByRole('status').filter({ hasText: "The extension host isn't responding." });
    expect(await said.count()).toBe(0);
    live.hangs = true;
    await page.clock.runFor(16_000);
    await said.waitFor({ state: 'attached' });
    expect(await page.locator('#timeline-freshness').isVisible()).toBe(true);
    const stopped = await elapsed();
    await page.clock.runFor(30_000);
    await live.settle();
    expect(await elapsed()).toBe(stopped);
    live.hangs = false;
    await page.clock.runFor(11_000);
    await said.waitFor({ state: 'detached' });
    expect(await page.locator('#timeline-freshness').isVisible()).toBe(false);
    const before = await seconds();
    await page.clock.runFor(2000);
    await live.settle();
    expect(await seconds()).not.toBe(before);
    // A run that is over goes on without asking.
    await live.delta({ run: runOf({ active: false, status: 'succeeded', finishedAt: start + 400_000 }), now: start });
    await live.settle();
    const { pings } = live;
    await page.clock.runFor(30_000);
    expect(live.pings).toBe(pings);
  });

  it('draws nothing while nobody sees it', async () => {
    const [whileHidden, after] = await timeline.page.evaluate(async () => {
      let drawn = 0;
      const context = document.querySelector<HTMLCanvasElement>('canvas.rows')?.getContext('2d');
      const clear = context?.clearRect.bind(context);
      if (context && clear)
        context.clearRect = (...box) => {
          drawn++;
          clear(...box);
        };
      Object.defineProperty(document, 'hidden', { value: true, configurable: true });
      await new Promise((resolve) => setTimeout(resolve, 1500));
      const before = drawn;
      Object.defineProperty(document, 'hidden', { value: false, configurable: true });
      document.dispatchEvent(new Event('visibilitychange'));
      await new Promise((resolve) => setTimeout(resolve, 300));
      return [before, drawn];
    });
    expect(whileHidden).toBe(0);
    expect(after).toBeGreaterThan(0);
  });
});
