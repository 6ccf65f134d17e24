import { describe, expect, it } from 'vitest';
import { resultText } from '../../../../src/formats/log/runResultText';
import type { Run } from '../../../../src/model/run';

const run: Run = { runId: 'r', missionId: 'm', status: 'running', startedAt: 0, updatedAt: 0 };

describe('the result of a run as text', () => {
  it('says what there is and leaves a place for what there is not', () => {
    expect(resultText(run)).toBe('status: running\n\nresult_summary:\n\n\nresult_payload:\n\n');
    expect(resultText({ ...run, status: 'failed', error: 'Lost', resultSummary: 'Half' })).toBe(
      'status: failed\n\nresult_summary:\nHalf\n\nerror:\nLost\n\nresult_payload:\n\n',
    );
  });

  it('has the same payload in the same words, whatever the order of its keys', () => {
    const [one, other] = [
      '{"b":[{"d":1,"c":null}],"a":2,"__proto__":3}',
      '{"__proto__":3,"a":2,"b":[{"c":null,"d":1}]}',
    ];
    const text = (json: string) => resultText({ ...run, resultPayload: JSON.parse(json) as Record<string, unknown> });
    expect(text(one)).toBe(text(other));
    expect(text(one)).toContain('"__proto__": 3');
    expect(text(one)).not.toBe(text('{"a":2}'));
  });
});
