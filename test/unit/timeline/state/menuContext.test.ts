import { expect, it } from 'vitest';
import { menuContext } from '../../../../src/timeline/state/menuContext';
import { manifest } from '../../../harness/manifest';
import { runOf } from '../scenes';

const run = runOf({ acts: ['pause', 'cancel'] });
const { runId, missionId } = run;

it('a context menu is that of the event, the step or the run that was clicked', () => {
  expect(menuContext({ run }, false)).toEqual({
    webviewSection: 'run',
    missionsActs: 'pause cancel',
    missionId,
    runId,
    preventDefaultContextMenuItems: true,
  });
  expect(menuContext({ run, stepId: 's' }, false)).toMatchObject({ webviewSection: 'step', stepId: 's' });
  expect(menuContext({ run, stepId: 's', eventId: 'e' }, false)).toMatchObject({
    webviewSection: 'event',
    eventId: 'e',
  });
});

it('a context menu says with which run the clicked one is compared', () => {
  expect(menuContext({ run, otherRunId: 'other' }, false)).toMatchObject({ runId, otherRunId: 'other' });
  expect(menuContext({ run }, false)).not.toHaveProperty('otherRunId');
});

it('Cut, Copy and Paste stay where there is a text', () => {
  expect(menuContext({ run }, true)).not.toHaveProperty('preventDefaultContextMenuItems');
});

it('the manifest asks for keys that the page gives', () => {
  const given = Object.keys(menuContext({ run, stepId: 's', eventId: 'e' }, false));
  const entries = manifest.contributes.menus['webview/context'] ?? [];
  expect(entries.length).toBeGreaterThan(10);
  for (const { when = '', group } of entries) {
    const keys = [...when.matchAll(/(\w+) (?:==|=~)/g)].map(([, key = '']) => key);
    expect(keys).toContain('webviewId');
    expect(keys.filter((key) => key !== 'webviewId' && !given.includes(key))).toEqual([]);
    expect(group).toMatch(/^\d_\w+@\d$/);
  }
});
