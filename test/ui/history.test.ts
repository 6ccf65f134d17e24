import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { afterAll, afterEach, describe, expect, it } from 'vitest';
import { endTestTrace, startTrace } from '../harness/failures';
import { HistoryTestPage, type HistoryPageOptions } from '../harness/historyPage';
import { sharedBrowser } from '../harness/sharedVsCode';
import { dailyScene, runOf, snapshotOf, start, stepOf } from '../unit/history/scenes';
import { timelineThemes, type ThemeName } from '../unit/timeline/themes';

describe('the history of a mission', () => {
  let opened: HistoryTestPage | undefined;
  const close = async () => {
    await opened?.page.close();
    opened = undefined;
  };
  afterEach(async (context) => {
    if (opened) await endTestTrace(context, opened.page);
    expect(opened?.errors ?? []).toEqual([]);
    await close();
  });
  afterAll(close);

  async function open(message = dailyScene(), options: HistoryPageOptions = {}) {
    const onContext = startTrace;
    opened = await HistoryTestPage.open(await sharedBrowser(), message, { ...options, onContext });
    await opened.page.getByRole('tablist').waitFor();
    return { history: opened, page: opened.page };
  }

  it('is a grid that the keyboard leads through, opens runs, selects and compares them', async () => {
    const { history, page } = await open();
    const grid = page.getByRole('treegrid');
    expect(await grid.getAttribute('aria-colcount')).toBe('41');
    expect(await grid.getAttribute('aria-rowcount')).toBe('7');
    await grid.focus();
    await history.press('Control+End', 'ArrowLeft', 'ArrowUp');
    const current = page.locator('#history-current');
    expect(await current.getAttribute('aria-label')).toMatch(/^Call contractor 3; .*; Dec 10, 2026/);
    await history.press('ArrowUp', 'Enter');
    await history.press(' ', 'ArrowLeft', ' ');
    expect(await current.getAttribute('aria-selected')).toBe('true');
    await page.locator('#history-compare').click();
    const sent = (await history.sent()).filter(({ kind }) => kind === 'open' || kind === 'compare');
    const [, a = '', b = ''] = [0, 37, 38].map((number) => runOf(number).runId);
    expect(sent).toEqual([
      { kind: 'open', runId: b, stepId: 'call-2' },
      { kind: 'compare', runId: b, otherRunId: a },
    ]);
    // The name of a step folds what is below it.
    await grid.focus();
    await history.press('Escape', 'ArrowUp', 'ArrowUp', 'Home', 'ArrowLeft', 'Enter');
    expect(await grid.getAttribute('aria-rowcount')).toBe('4');
    expect(await page.getByRole('row', { expanded: false }).count()).toBe(1);
  });

  it('filters by status, text and time, and is the same after a reload', async () => {
    const { history, page } = await open();
    const shown = () => page.locator('.shown-of').innerText();
    await page.locator('#history-filter-status').click();
    await page.getByRole('checkbox', { name: 'failed' }).check();
    await history.press('Escape');
    expect(await shown()).toBe('6 of 40 runs');
    await page.locator('#history-find').fill('timeout');
    await history.settle();
    expect(await shown()).toBe('2 of 40 runs');
    await page.locator('#history-clear').click();
    await page.getByRole('treegrid').focus();
    await history.press('Home', 'Shift+ArrowRight', 'Shift+ArrowRight', 'Enter');
    expect(await shown()).toBe('3 of 40 runs');
    await expect.poll(() => history.saved()).toMatchObject({ missionId: 'mission-1', filter: { range: {} } });
    const saved = await history.saved();
    await close();
    const again = await open(dailyScene(), { saved });
    expect(await again.page.locator('.shown-of').innerText()).toBe('3 of 40 runs');
    await again.page.locator('#history-range').click();
    await again.history.settle();
    expect(await again.page.locator('.shown-of').innerText()).toBe('40 of 40 runs');
  });

  it('groups failures, runs a group again, and leads to its runs', async () => {
    const { history, page } = await open();
    await page.getByRole('tab', { name: 'Failures' }).click();
    const groups = page.getByRole('article');
    await groups.first().waitFor();
    expect(await groups.count()).toBe(3);
    const timeout = groups.filter({ hasText: 'Timeout after' });
    await timeout.getByRole('button', { name: 'Run Again...' }).click();
    await timeout.getByRole('button', { name: 'Show Runs' }).click();
    await timeout.getByRole('listitem').first().getByRole('button').click();
    const ids = [24, 3].map((number) => runOf(number).runId);
    const sent = await history.sent();
    expect(sent.filter(({ kind }) => kind === 'runAgain')).toEqual([{ kind: 'runAgain', runIds: ids }]);
    expect(sent.filter(({ kind }) => kind === 'open')).toEqual([{ kind: 'open', runId: ids[0] }]);
  });

  it('sorts results and exports them as they are shown', async () => {
    const { history, page } = await open();
    await page.getByRole('tab', { name: 'Results' }).click();
    await page.getByRole('button', { name: 'Sort by best.price' }).click();
    await page.getByRole('button', { name: 'Sort by best.price' }).click();
    await history.settle();
    expect(await page.getByRole('columnheader', { name: /best.price/ }).getAttribute('aria-sort')).toBe('descending');
    await page.locator('#history-export').click();
    await page.getByRole('button', { name: 'Results (JSON Lines)' }).click();
    const exported = (await history.sent()).find(({ kind }) => kind === 'export');
    const prices =
      exported?.kind === 'export'
        ? [...exported.text.matchAll(/"price":(\d+)/g)].map(([, price]) => Number(price))
        : [];
    expect(prices.length).toBe(33);
    expect(prices).toEqual([...prices].sort((a, b) => b - a));
  });

  it('asks for the plans in sight, shows what comes, and stays where somebody reads', async () => {
    const many = Array.from({ length: 1000 }, (_, number) => runOf(number));
    const { history, page } = await open(snapshotOf(many));
    await expect.poll(async () => (await history.sent()).at(-1)?.kind).toBe('shown');
    const asked = (await history.sent()).at(-1);
    const runIds = asked?.kind === 'shown' ? asked.runIds : [];
    expect(runIds[0]).toBe(runOf(999).runId);
    expect(runIds.length).toBeLessThan(80);
    const scroller = page.locator('.history-scroller');
    await scroller.evaluate((one) => (one.scrollLeft = 3000));
    await history.post({ kind: 'delta', now: start, runs: [runOf(1000)] });
    expect(await scroller.evaluate((one) => one.scrollLeft)).toBe(3000);
    expect(await page.locator('.shown-of').innerText()).toBe('1001 of 1001 runs');
  });

  it('shows hostile texts as texts', async () => {
    const text = '<img src=x onerror=alert(1)>\u202E $(bug) [a](command:b)';
    const run = runOf(0, {
      status: text,
      error: text,
      summary: text,
      result: JSON.stringify({ [text]: text }),
      metadata: JSON.stringify({ [text]: 1 }),
    });
    const odd = runOf(1, { status: 'failed', startedAt: 0, error: text, result: '{"n":1e400,"n2":-1e999}' });
    const { history, page } = await open(
      snapshotOf([run, odd], [[run.runId, [stepOf(text, { description: text, status: text }), stepOf(text)]]], {
        mission: { missionId: 'm', name: text },
      }),
    );
    for (const tab of ['Failures', 'Results', 'Runs']) {
      await page.getByRole('tab', { name: tab }).click();
      await history.settle();
      expect(await page.locator('img').count()).toBe(0);
    }
    expect(await page.locator('h1').innerText()).toContain('[U+202E]');
  });

  const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

  it.each(Object.keys(timelineThemes) as ThemeName[])('axe objects to nothing in %s', async (theme) => {
    const { history, page } = await open(dailyScene(), { theme });
    await page.evaluate(axe);
    // What does not depend on colors is the same in all of them.
    const isOfColors = theme !== 'Dark Modern';
    for (const tab of ['Runs', 'Failures', 'Results']) {
      await page.getByRole('tab', { name: tab }).click();
      if (tab === 'Runs') {
        await page.getByRole('treegrid').focus();
        await history.press('End', 'ArrowDown');
        await page.locator('#history-filter-status').click();
      }
      await history.settle();
      const violations = await page.evaluate(
        async (options) => {
          type Violation = { id: string; nodes: { html: string; failureSummary: string }[] };
          const { axe: checker } = window as unknown as {
            axe: { run(options: object): Promise<{ violations: Violation[] }> };
          };
          const found = await checker.run(options);
          return found.violations.map(({ id, nodes }) => [
            id,
            nodes.slice(0, 2).map((node) => [node.html.slice(0, 200), node.failureSummary]),
          ]);
        },
        isOfColors ? { runOnly: ['color-contrast'] } : {},
      );
      expect(violations, tab).toEqual([]);
      await page.keyboard.press('Escape');
    }
  });
});
