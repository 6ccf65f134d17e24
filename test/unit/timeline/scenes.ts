import { EventColumns, type EventSlice } from '../../../src/model/eventColumns';
import type { RunEvent } from '../../../src/model/event';
import type { Step } from '../../../src/model/plan';
import type { RunHeader } from '../../../src/protocol/messages';

/** 2026-03-14T09:00:00Z. */
export const start = Date.UTC(2026, 2, 14, 9);

export function runOf(change: Partial<RunHeader> = {}): RunHeader {
  return {
    runId: 'b07e6f85-d997-49d2-a68a-778aff39e71c',
    missionId: '5b1f0c1e-0001-4000-a000-000000000001',
    missionName: 'Roof repair quotes',
    name: 'Roof repair quotes · Mar 14, 9:00 AM',
    start: 'Mar 14, 9:00 AM',
    status: 'running',
    active: true,
    acts: [
      'pause',
      'cancel',
      'completeRun',
      'logEvent',
      'linkAgent',
      'setStepStatus',
      'compare',
      'saveRunToFile',
      'openInstructions',
      'refresh',
    ],
    busy: false,
    startedAt: start,
    updatedAt: start,
    ...change,
  };
}

export function stepOf(stepId: string, change: Partial<Step> = {}): Step {
  return { stepId, sequence: 0, description: stepId, status: 'completed', ...change };
}

let serial = 0;
export function eventOf(at: number, type = 'custom', stepId?: string): RunEvent {
  const eventId = `event-${serial++}`;
  return { eventId, runId: 'run', type, summary: type, timestamp: start + at, ...(stepId ? { stepId } : {}) };
}

/** The events as the host sends them with a snapshot: rows and strings from 0. */
export function sliceOf(events: readonly RunEvent[]): EventSlice {
  const columns = new EventColumns();
  columns.append(events);
  return columns.slice(0, 0);
}

const second = 1000;

/** A run in the middle of its work, with every status and every type of event. */
export function liveScene() {
  const at = (s: number) => start + s * second;
  const steps: Step[] = [
    stepOf('research', {
      sequence: 1,
      description: 'Find licensed roofers nearby',
      startedAt: at(12),
      completedAt: at(95),
    }),
    stepOf('setup', { sequence: 2, description: 'Prepare the call script', startedAt: at(96), completedAt: at(130) }),
    stepOf('calls', {
      sequence: 3,
      description: 'Call four roofers and ask for a written quote',
      status: 'in_progress',
      startedAt: at(131),
    }),
    stepOf('call-1', {
      sequence: 4,
      parentStepId: 'calls',
      description: 'Call Halsted & Sons',
      startedAt: at(132),
      completedAt: at(190),
    }),
    stepOf('call-2', {
      sequence: 5,
      parentStepId: 'calls',
      description: 'Call Prairie Roofing',
      status: 'failed',
      startedAt: at(180),
      completedAt: at(236),
    }),
    stepOf('call-3', {
      sequence: 6,
      parentStepId: 'calls',
      description: 'Call Skyline Exteriors',
      status: 'in_progress',
      startedAt: at(238),
    }),
    stepOf('call-4', {
      sequence: 7,
      parentStepId: 'calls',
      description: 'Call Lakeview Roof & Gutter',
      status: 'skipped',
      startedAt: at(237),
      completedAt: at(262),
    }),
    stepOf('compare', { sequence: 8, description: 'Compare the offers', status: 'pending' }),
    stepOf('report', { sequence: 9, description: 'Write the recommendation', status: 'pending' }),
    stepOf('verify', {
      sequence: 10,
      description: 'Have it verified',
      status: 'awaiting_approval',
      startedAt: at(240),
    }),
  ];
  const events = [eventOf(1000, 'status_change'), eventOf(4000, 'message'), eventOf(60_000, 'agent_handover', '-')];
  for (const { stepId, startedAt, completedAt, status } of steps) {
    if (startedAt === undefined) continue;
    const from = startedAt - start;
    const to = (completedAt ?? at(300)) - start;
    events.push(eventOf(from, 'step_started', stepId));
    const types = ['tool_call', 'tool_result', 'message', 'tool_call', 'tool_result', 'custom'];
    types.forEach((type, i) => events.push(eventOf(from + ((i + 1) * (to - from)) / 8, type, stepId)));
    if (status === 'failed') events.push(eventOf(to - 9000, 'error', stepId), eventOf(to, 'step_failed', stepId));
    if (status === 'completed') events.push(eventOf(to, 'step_completed', stepId));
  }
  for (let i = 0; i < 60; i++) events.push(eventOf(30_000 + i * 240, i === 40 ? 'error' : 'tool_call', 'research'));
  events.push(eventOf(150_000, 'custom', 'step_17'), eventOf(205_000, 'error', 'step_17'));
  return { run: runOf(), steps, events: sliceOf(events), freshness: { kind: 'live' } as const, now: at(300) };
}

/** A finished run with its result. */
export function finishedScene() {
  const scene = liveScene();
  const end = start + 410 * second;
  const steps = scene.steps.map((step) =>
    step.completedAt === undefined
      ? { ...step, status: 'completed', startedAt: step.startedAt ?? start + 320_000, completedAt: end - 5000 }
      : step,
  );
  const run = runOf({
    status: 'succeeded',
    active: false,
    acts: ['openInstructions', 'refresh', 'compare'],
    finishedAt: end,
    updatedAt: end,
    resultSummary: 'Three written quotes. Halsted & Sons is the cheapest at $8,950 and can start on Monday.',
    resultPayload: JSON.stringify({ recommended: 'Halsted & Sons', quotes: [{ roofer: 'Halsted & Sons', usd: 8950 }] }),
    input: JSON.stringify({ address: '1420 W Fulton St', damage: 'two leaks over the kitchen' }),
  });
  return { ...scene, run, steps, now: end + 3_600_000 };
}

/** Everything that an agent can put into a run to break whoever shows it. */
export function hostileScene() {
  const html = '<img src=x onerror="document.title=\'hacked\'"><script>document.title="hacked"</script>';
  const century = 100 * 365 * 86_400_000;
  const steps: Step[] = [
    stepOf('long', {
      sequence: 1,
      description: 'A very long name '.repeat(600),
      startedAt: start,
      completedAt: start + 5000,
    }),
    stepOf(html, { sequence: 2, description: html, metadata: { [html]: html }, startedAt: start, completedAt: start }),
    stepOf('rtl', {
      sequence: 3,
      description: 'استدعاء المقاولين \u202e(gnp.exe)',
      status: 'in_progress',
      startedAt: start,
    }),
    stepOf('negative', {
      sequence: 4,
      description: 'Ends before it starts',
      startedAt: start + 9000,
      completedAt: start - 9000,
    }),
    stepOf('egg', { sequence: 5, parentStepId: 'hen', startedAt: start }),
    stepOf('hen', { sequence: 6, parentStepId: 'egg', status: '__proto__' }),
    stepOf('self', { sequence: 7, parentStepId: 'self', status: 'constructor', startedAt: start + 1000 }),
    stepOf('decade', { sequence: 8, description: 'Ten years', startedAt: start - century / 10, completedAt: start }),
    stepOf('__proto__', { sequence: Number.NaN, description: '', status: 'failed' }),
    stepOf('ends-only', { sequence: 9, completedAt: start + 2000 }),
  ];
  const events = [
    eventOf(-century, 'error', 'long'),
    eventOf(0, html, html),
    eventOf(100, '__proto__', '__proto__'),
    eventOf(Number.NaN, 'message', 'rtl'),
    eventOf(200, 'constructor', 'toString'),
    ...Array.from({ length: 5000 }, (_, i) => eventOf(i % 7, 'custom', 'rtl')),
  ];
  const run = runOf({
    missionName: html.repeat(40),
    name: html.repeat(40),
    status: html,
    error: html,
    finishedAt: start - 5000,
    resultSummary: html,
  });
  return {
    run,
    steps,
    events: sliceOf(events),
    freshness: { kind: 'stale', message: html } as const,
    now: start + 60_000,
  };
}
