import { afterAll, afterEach, expect } from 'vitest';
import { endTestTrace, startTrace } from './failures';
import { sharedBrowser } from './sharedVsCode';
import { TimelinePage, type PageOptions, type Scene } from './timelinePage';

/** Opens timelines in pages of their own. A test that fails leaves a screenshot and a trace of the last one. */
export function useTimelinePages(): (scene: Scene, options?: PageOptions) => Promise<TimelinePage> {
  const opened: TimelinePage[] = [];
  const close = () => Promise.all(opened.splice(0).map(({ page }) => page.close()));
  afterEach(async (context) => {
    const last = opened.at(-1);
    if (last) await endTestTrace(context, last.page);
    await close();
  });
  afterAll(close);
  return async (scene, options = {}) => {
    const timeline = await TimelinePage.open(await sharedBrowser(), scene, { ...options, onContext: startTrace });
    opened.push(timeline);
    await timeline.page.getByRole('tree').waitFor();
    await timeline.settle();
    return timeline;
  };
}

/** The same for a `describe` with one timeline at a time, in which nothing may go wrong unseen. */
export function useTimelinePage(
  onOpen: (timeline: TimelinePage) => void,
): (scene: Scene, options?: PageOptions) => Promise<void> {
  const openTimeline = useTimelinePages();
  let timeline: TimelinePage | undefined;
  afterEach(() => {
    expect(timeline?.errors).toEqual([]);
  });
  return async (scene, options = {}) => {
    timeline = await openTimeline(scene, options);
    onOpen(timeline);
  };
}
