import { beforeEach, expect, it, vi } from 'vitest';
import { ApiError } from '../../../../src/api/apiError';
import type { PublishCandidate } from '../../../../src/commands/missionFiles/publishCandidates';
import { reportPublished } from '../../../../src/commands/missionFiles/publishAllReport';

const shown = vi.hoisted(() => ({ messages: [] as string[][] }));

vi.mock('vscode', () => ({
  l10n: {
    t: (text: string, ...values: readonly unknown[]) =>
      text.replace(/\{(\d)\}/g, (_, place: string) => String(values[Number(place)])),
  },
  env: { language: 'en' },
  TreeItemCollapsibleState: {},
}));
vi.mock('../../../../src/dialogs', () => ({
  dialogs: {
    showWarningMessage: (...said: string[]) => {
      shown.messages.push(said);
      return Promise.resolve(undefined);
    },
  },
}));

beforeEach(() => {
  shown.messages.length = 0;
});

/** As much of a file as the report asks for. */
const candidate = (refused?: ApiError): PublishCandidate =>
  ({
    uri: { path: '/a.mission.md' },
    state: 'changedHere',
    missionId: 'm',
    refused,
    others: [],
  }) as never;

it.each([
  ['was read', undefined],
  ['could not be read', new ApiError({ kind: 'forbidden', operation: 'getMission' })],
])('what was not started because the account changed is said so, and not offered again: %s', async (_, refused) => {
  const error = new ApiError({ kind: 'accountChanged', operation: 'updateMission' });
  const item = candidate(refused);
  const again = await reportPublished(
    [{ item, end: { kind: 'notTried', error } }],
    new Map([[item, { kind: 'refused', error }]]),
  );
  expect(again).toBeUndefined();
  expect(shown.messages).toEqual([
    ['0 published, 1 skipped: a.mission.md: Not started: the account changed.', 'Show Details'],
  ]);
});
