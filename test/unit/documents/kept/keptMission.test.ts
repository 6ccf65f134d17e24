import { describe, expect, it } from 'vitest';
import { keptMission, lostMission } from '../../../../src/documents/kept/keptMission';
import type { Mission } from '../../../../src/model/mission';

const mission: Mission = {
  ...{ missionId: 'm', name: 'Roof', description: 'Of the roof', model: 'some/model', instructions: 'Long' },
  ...{ executionMode: 'managed', metadata: { team: { id: 1 } }, createdAt: 1, updatedAt: 2 },
};

describe('a mission that is gone while its text is edited', () => {
  it('is what was kept of it, but for the instructions, which are the text', () => {
    const { instructions, ...others } = mission;
    expect(instructions).toBe('Long');
    expect(lostMission('m', 'The tab', keptMission(mission))).toEqual({ ...others, createdAt: 0, updatedAt: 0 });
  });

  it('has the name of the tab where nothing was kept, or nothing that can be read', () => {
    const bare = { missionId: 'm', name: 'The tab', executionMode: 'external', createdAt: 0, updatedAt: 0 };
    for (const kept of [undefined, '', 'no JSON', '[]', '{"name": 3, "model": [], "metadata": "text"}'])
      expect(lostMission('m', 'The tab', kept)).toEqual(bare);
  });
});
