import { describe, expect, it } from 'vitest';
import { describeFileOf } from '../../../../src/documents/missionFiles/missionFileMessages';

describe('a mission file', () => {
  it('of the demo account is told apart, there and in other accounts', () => {
    expect(describeFileOf('inSync', false)).toBe('In sync');
    expect(describeFileOf('inSync', true)).toBe('In sync (demo account)');
    expect(describeFileOf('deletedThere', false)).toMatch(/another account/);
    expect(describeFileOf('deletedThere', true)).toBe('Published to the demo account');
  });
});
