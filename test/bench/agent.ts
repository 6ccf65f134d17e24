/**
 * `npm run bench:agent`: what the summary of a large run costs that an agent reads (`get_run`), and how long it is. Fails
 * where it is more than its limits.
 */
import { performance } from 'node:perf_hooks';
import { runSummaryLines } from '../../src/agent/lines/runSummary';
import { defaultMaxTokens, estimateTokens } from '../../src/agent/lines/tokens';
import { EventColumns } from '../../src/model/eventColumns';
import { eventTypes } from '../../src/model/event';

const eventCount = 100_000;
const stepCount = 500;
const maxMs = 20;
const rounds = 25;
const start = Date.UTC(2026, 2, 14, 9);

const columns = new EventColumns();
columns.append(
  Array.from({ length: eventCount }, (_, place) => ({
    eventId: crypto.randomUUID(),
    runId: 'run',
    type: eventTypes[place % eventTypes.length] ?? 'custom',
    summary: `Called roofer ${place}: has time in May`,
    timestamp: start + place,
    stepId: `step_${place % stepCount}`,
  })),
);
const steps = Array.from({ length: stepCount }, (_, place) => ({
  stepId: `step_${place}`,
  sequence: place,
  description: `Call every roofer of district ${place} and write down the price`,
  status: place < stepCount / 2 ? 'completed' : 'pending',
}));
const run = {
  runId: crypto.randomUUID(),
  missionId: crypto.randomUUID(),
  status: 'running',
  startedAt: start,
  updatedAt: start,
};

const times = Array.from({ length: rounds }, () => {
  const before = performance.now();
  runSummaryLines({ run, steps, events: { columns, total: eventCount, isWhole: true }, now: start + eventCount });
  return performance.now() - before;
}).sort((a, b) => a - b);
const [fastest = Infinity] = times;
const median = times[Math.floor(rounds / 2)] ?? 0;
const text = runSummaryLines({
  run,
  steps,
  events: { columns, total: eventCount, isWhole: true },
  now: start + eventCount,
}).join('\n');
const tokens = estimateTokens(text);

console.log(`Summary of a run with ${eventCount} events and ${stepCount} steps:`);
console.log(
  `  ${fastest.toFixed(1)} ms, ${median.toFixed(1)} ms in the median of ${rounds} (limit ${maxMs} ms), ${tokens} tokens (limit ${defaultMaxTokens})`,
);
// Other work of the computer makes single rounds slower.
if (fastest > maxMs || tokens > defaultMaxTokens) process.exitCode = 1;
