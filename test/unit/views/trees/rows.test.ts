import type * as vscode from 'vscode';
import { describe, expect, it } from 'vitest';
import type { Attention } from '../../../../src/model/attention';
import type { Mission } from '../../../../src/model/mission';
import type { Run } from '../../../../src/model/run';
import { eventRow } from '../../../../src/views/trees/eventRows';
import { needsAttentionText } from '../../../../src/views/text/attentionTexts';
import { missionRow, runRow, stepRow, type RunFacts } from '../../../../src/views/trees/rows';

const hour = 3_600_000;
const now = new Date(2026, 10, 28, 12).getTime();

const mission: Mission = {
  ...{ missionId: 'roof', name: 'Roof repair quotes', executionMode: 'managed' },
  ...{ createdAt: now - hour, updatedAt: now - hour },
};

function rowOf(change: Partial<Run>, facts: Partial<RunFacts> = {}): vscode.TreeItem {
  const run = { runId: 'r', missionId: 'roof', status: 'running', startedAt: now - hour, updatedAt: now, ...change };
  const name = 'Roof repair quotes · Today 11:00 AM';
  const about = { mission, name, start: 'Today 11:00 AM', topLevel: false, busy: false, asks: false, now };
  return runRow({ run, progress: undefined, attention: undefined, ...about, ...facts });
}

const iconOf = ({ iconPath }: vscode.TreeItem) => (iconPath as vscode.ThemeIcon).id;
const said = ({ accessibilityInformation }: vscode.TreeItem) => accessibilityInformation?.label;
const stuck: Attention = { kind: 'stuck', since: now - 2 * hour - 60_000 };

describe('the row of a run', () => {
  it('shows one fact: how far an active one has come, or how long it has taken', () => {
    expect(rowOf({}, { progress: { done: 4, total: 8 } }).description).toBe('4/8');
    expect(rowOf({}).description, 'its plan is not known').toBe('1 h');
    const finished = { status: 'succeeded', finishedAt: now - hour + 125_000 };
    expect(rowOf(finished, { progress: { done: 8, total: 8 } }).description).toBe('2 min 05 s');
    expect(rowOf({ status: 'hibernating' }).description, 'no icon says it').toBe('hibernating');
  });

  it('says the scarce facts first where it stands by itself', () => {
    const alone = { topLevel: true } as const;
    expect(rowOf({}, alone)).toMatchObject({ label: 'Roof repair quotes', description: 'Today 11:00 AM' });
    expect(rowOf({}, { ...alone, progress: { done: 1, total: 2 } }).description).toBe('1/2 · Today 11:00 AM');
  });

  it('says that it waits for an answer, and what it asks', () => {
    const question = { eventId: 'e', runId: 'r', at: 1, text: 'Which [one](command:x)?', choices: [] };
    const asking = rowOf({ status: 'paused' }, { attention: { kind: 'asks', question }, asks: true });
    expect([asking.description, asking.iconPath]).toMatchObject([
      expect.stringContaining('waiting for an answer'),
      { id: 'question' },
    ]);
    expect(said(asking)).toContain('waiting for an answer');
    expect(asking.contextValue).toContain('asks');
  });

  it('warns while it asks for attention, and no longer', () => {
    const asking = rowOf({}, { attention: stuck, asks: true, progress: { done: 1, total: 2 } });
    expect([iconOf(asking), asking.description]).toEqual(['warning', 'stuck for 2 h']);
    expect(said(asking)).toBe('Today 11:00 AM, running, stuck for 2 h, 1 of 2 steps finished, 1 h');
    const seen = rowOf({}, { attention: stuck, asks: false, progress: { done: 1, total: 2 } });
    expect([iconOf(seen), seen.description]).toEqual(['sync~spin', '1/2']);
    expect((seen.tooltip as vscode.MarkdownString).value).toContain('Note');
    expect(said(rowOf({ status: 'failed' }, { attention: { kind: 'failed' }, asks: true }))).toContain(
      'failed, needs attention',
    );
  });
});

describe('rows of what has very long texts', () => {
  const long = 'word '.repeat(2000);
  const longest = (item: vscode.TreeItem) => {
    const { value } = item.tooltip as vscode.MarkdownString;
    const texts = [...value.split('\n\n'), item.label as string, said(item) ?? ''];
    return Math.max(...texts.map(({ length }) => length));
  };

  it('neither cover the others with their tooltip, nor are read for minutes', () => {
    const named = { ...mission, name: long, description: long };
    expect(longest(missionRow(named, { active: 1, isAtWork: true, needing: 1 }))).toBeLessThan(500);
    const run = { resultSummary: long, error: long };
    expect(longest(rowOf(run, { mission: named, topLevel: true }))).toBeLessThan(500);
    const step = { stepId: long, runId: 'r', description: long, status: 'pending', sequence: 1, metadata: {} };
    expect(longest(stepRow({ step, children: [] }, { now, runEnd: undefined }))).toBeLessThan(500);
    const event = { eventId: 'e', runId: 'r', type: 'message', summary: long, timestamp: now };
    expect(longest(eventRow(event, named, now))).toBeLessThan(500);
  });
});

describe('the row of a mission', () => {
  it('shows what its runs do by its icon', () => {
    const row = (active: number, isAtWork: boolean, needing: number) =>
      missionRow(mission, { active, isAtWork, needing });
    expect(iconOf(row(0, false, 0))).toBe('target');
    expect(iconOf(row(2, true, 0))).toBe('sync~spin');
    expect(iconOf(row(1, false, 0))).toBe('debug-pause');
    expect([iconOf(row(1, true, 3)), row(1, true, 3).description]).toEqual(['warning', '3']);
    expect(said(row(1, true, 3))).toBe('Roof repair quotes, 3 need attention, 1 active run');
  });
});

it('the row of a step says by words what no icon and no duration does', () => {
  const at = { now, runEnd: undefined };
  const row = (status: string, startedAt?: number) => {
    const step = { stepId: 's', sequence: 1, description: 'Call', status };
    return stepRow({ step: { ...step, ...(startedAt === undefined ? {} : { startedAt }) }, children: [] }, at);
  };
  expect(row('in_progress', now - 5000).description).toBe('5 s');
  expect(row('in_progress').description).toBe('in progress');
  expect(row('pending').description).toBe('');
  expect(said(row('skipped'))).toBe('Call, skipped');
});

it('says of how many need attention that it is at least so many, where not all have been read', () => {
  expect([0, 1, 2].map((count) => needsAttentionText(count, true))).toEqual([
    '',
    'at least 1 needs attention',
    'at least 2 need attention',
  ]);
});
