import { beforeEach, describe, expect, it } from 'vitest';
import type { Scene, TimelinePage } from '../harness/timelinePage';
import { useTimelinePages } from '../harness/useTimelinePages';
import { hides, hostileTexts } from '../hostile';
import type { Answer } from '../../src/protocol/messages';
import { runOf, sliceOf, start, stepOf } from '../unit/timeline/scenes';

const all = hostileTexts.map(({ text }) => text).join(' ');

/** A step and an event of each hostile text; an event of it in no step, too. */
function scene(): Scene {
  const steps = hostileTexts.map(({ text }, sequence) =>
    stepOf(`step ${sequence} ${text}`, {
      sequence,
      description: text,
      status: text,
      startedAt: start,
      metadata: { [text]: text },
    }),
  );
  const events = hostileTexts.flatMap(({ text }, i) =>
    [`step ${i} ${text}`, text].map((stepId, j) => ({
      eventId: `${i}.${j}`,
      runId: 'r',
      type: text,
      summary: text,
      timestamp: start + 60_000 * i,
      stepId,
      agentId: text,
    })),
  );
  const json = JSON.stringify({ [all]: all });
  const run = runOf({
    missionName: all,
    name: all,
    status: all,
    error: all,
    resultSummary: all,
    resultPayload: json,
    input: json,
  });
  const freshness = { kind: 'stale', message: all, at: start, action: { command: 'x', title: 'Mend' } } as const;
  return { run, steps, events: sliceOf(events), freshness, now: start + 2_000_000 };
}

const textOf = (index: number) => hostileTexts[index >> 1]?.text ?? '';

function answer(ask: {
  readonly kind: string;
  readonly index?: number;
  readonly from?: number;
  readonly to?: number;
}): Answer {
  const { index = 0, from = 0, to = 0 } = ask;
  if (ask.kind === 'event') {
    const payload = JSON.stringify({ [textOf(index)]: textOf(index), conversation_id: textOf(index) });
    return { kind: 'event', index, eventId: textOf(index), summary: textOf(index), payload };
  }
  const summaries = Array.from({ length: to - from }, (_, i) => textOf(from + i));
  return { kind: 'eventTexts', from, summaries, eventIds: summaries };
}

describe('a timeline of hostile texts', () => {
  const openTimeline = useTimelinePages();
  let timeline: TimelinePage;
  beforeEach(async () => {
    timeline = await openTimeline(scene(), { answer, width: 1400, height: 1400 });
  });

  /** Every text and every attribute that people see or hear. */
  async function seen(): Promise<string[]> {
    return timeline.page.evaluate(() => {
      const found: string[] = [];
      const walk = (root: Document | ShadowRoot) => {
        for (const node of root.querySelectorAll('*')) {
          for (const name of ['title', 'aria-label', 'placeholder', 'label', 'alt', 'value'])
            found.push(node.getAttribute(name) ?? '');
          for (const child of node.childNodes)
            if (child.nodeType === Node.TEXT_NODE) found.push(child.textContent ?? '');
          if (node.shadowRoot) walk(node.shadowRoot);
        }
      };
      walk(document);
      return found.filter(Boolean);
    });
  }

  async function expectTexts(): Promise<string[]> {
    await timeline.settle();
    const texts = await seen();
    expect(texts.filter(hides)).toEqual([]);
    expect(await timeline.page.locator('img, iframe, a, b, #app script').count()).toBe(0);
    expect(timeline.errors).toEqual([]);
    return texts;
  }

  it('shows them as texts in rows, lists and header', async () => {
    const texts = await expectTexts();
    for (const { shown } of hostileTexts) expect(texts.some((text) => text.includes(shown))).toBe(true);
  });

  it('shows them as texts in the details of the run, of steps and of events', async () => {
    const { page } = timeline;
    const details = page.locator('#timeline-details');
    await page.getByRole('treeitem').first().click();
    await details.getByText('Mission ID').waitFor();
    await expectTexts();
    for (let i = 1; i <= hostileTexts.length; i += 3) {
      await page.getByRole('treeitem').nth(i).click();
      await details.getByText('Step ID').waitFor();
      await expectTexts();
    }
    await page.locator('#timeline-events .line:not(.is-head)').first().click();
    const lines = Math.min(12, await page.locator('#timeline-events .line:not(.is-head)').count());
    for (let i = 0; i < lines; i++) {
      await page.locator('#timeline-events').focus();
      await page.keyboard.press('ArrowDown');
      await details.getByText('Event ID').waitFor();
      await expectTexts();
    }
  });

  it('shows them as texts in the menus of the filters and under the pointer', async () => {
    const { page } = timeline;
    for (const list of ['types', 'stepIds', 'agentIds']) {
      await page.locator(`#timeline-filter-${list}`).click();
      await page.getByRole('checkbox').first().waitFor();
      await expectTexts();
      await page.keyboard.press('Escape');
    }
    const canvas = await page.locator('canvas.rows').boundingBox();
    for (let x = 0.02; canvas && x < 1; x += 0.07) {
      await page.mouse.move(canvas.x + canvas.width * x, canvas.y + 90);
      await expectTexts();
    }
  });

  it('draws them as texts in exported pictures', async () => {
    const { page } = timeline;
    await page.locator('#timeline-export').click();
    await page.getByRole('button', { name: 'Image (SVG)' }).click();
    await timeline.settle();
    const sent = timeline.sent.find(({ kind }) => kind === 'exportPicture');
    const svg = sent?.kind === 'exportPicture' && sent.format === 'svg' ? sent.data : '';
    expect(svg).toContain('&lt;img src=x');
    expect(svg).not.toMatch(/<(img|script|b|a|foreignObject)\b/);
    expect(hides(svg)).toBe(false);
  });

  it('ignores messages that are not from the host, and goes on', async () => {
    const { page } = timeline;
    await page.evaluate(() => {
      const junk: unknown[] = [null, 1, 'snapshot', [], { kind: 'snapshot' }, { kind: 'delta', revision: 'x' }];
      for (const value of [
        ...junk,
        { kind: 'constructor' },
        { kind: 'reply', requestId: 99 },
        { kind: 'reveal', index: -1 },
      ])
        window.postMessage(value);
    });
    await timeline.delta({ run: runOf({ missionName: 'Still here', name: 'Still here' }), now: start });
    await page.getByRole('heading', { name: 'Still here' }).waitFor();
    expect(timeline.errors).toEqual([]);
  });
});
