import fc from 'fast-check';
import { expect, it } from 'vitest';
import { parseLink, printLink, type Link } from '../../../src/model/deepLink';

const start = 'vscode://telnyx-missions.telnyx-missions';

it('parsing a printed link returns its target', () => {
  const links = fc.oneof(
    fc.record({ kind: fc.constant('run' as const), missionId: fc.uuid(), runId: fc.uuid() }),
    fc.record({ kind: fc.constant('mission' as const), missionId: fc.uuid() }),
  );
  fc.assert(
    fc.property(links, (link: Link) => {
      expect(parseLink(new URL(printLink(link, start)).pathname)).toEqual(link);
    }),
  );
});

it('an invalid link has no target', () => {
  const part = fc.oneof(
    fc.constantFrom('run', 'mission', '..', '', '__proto__'),
    fc.uuid(),
    fc.string({ maxLength: 40 }),
  );
  fc.assert(
    fc.property(fc.array(part, { maxLength: 6 }), (parts) => {
      const link = parseLink(`/${parts.join('/')}`);
      // Whatever is read is written as it came.
      if (link) expect(printLink(link, '')).toBe(`/${parts.join('/')}`);
    }),
  );
  const id = '5b1f0c1e-0001-4000-a000-000000000001';
  for (const path of [
    `/mission/${id}/`,
    `/Mission/${id}`,
    `/mission/${id}\n`,
    `/run/${id}/${id}/cancel`,
    `x/mission/${id}`,
  ])
    expect(parseLink(path)).toBeUndefined();
});
