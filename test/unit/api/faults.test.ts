import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, it } from 'vitest';
import { createClient } from '../../../src/api/client';
import { runMatrix, type Matrix } from '../../harness/faultGround';
import { faultList } from '../../harness/faultList';
import { expected, operationClasses } from '../../harness/faultMatrix';
import { serveFaults } from '../../harness/faultServer';
import { cell, faultTable, faultTablePath } from '../../harness/faultTable';
import { operationCalls } from '../../harness/operationCalls';
import { silent } from '../../silent';

describe('every operation under every fault', () => {
  let matrix: Matrix;
  beforeAll(async () => {
    matrix = await runMatrix();
  }, 180_000);

  it('ends as the rule says', () => {
    expect(operationCalls).toHaveLength(41);
    expect(faultList({ url: '' })).toHaveLength(53);
    // Not every computer has an IPv6 loopback.
    expect(['', 'IPv6 loopback']).toContain(matrix.skipped.join());
    const cells = new Set(matrix.measured.map(({ call, fault }) => `${call.operation} ${fault.name}`));
    expect(cells.size).toBe(41 * (53 - matrix.skipped.length));
    const wrong = matrix.measured.flatMap(({ call, fault, outcome }) => {
      const rule = cell(expected(call, fault));
      return cell(outcome) === rule ? [] : [`${call.operation}, ${fault.name}: ${cell(outcome)} instead of ${rule}`];
    });
    expect(wrong).toEqual([]);
  });

  it('sends nothing to the host that a redirect names, and leaves no rejection unhandled', () => {
    expect(matrix.elsewhere).toBe(0);
    expect(matrix.unhandled).toEqual([]);
  });

  it('waits as long as Retry-After says, and closes the gate for everybody after a 429', () => {
    for (const { fault, waits, closed, outcome } of matrix.measured) {
      if (outcome.end !== 'rateLimited') expect(closed).toEqual([]);
      else expect(new Set(closed)).toEqual(new Set([fault.retryAfter ?? 5000]));
      expect([fault.name, ...new Set(waits)]).toEqual([
        fault.name,
        ...(waits.length > 0 ? [fault.retryAfter ?? 0] : []),
      ]);
    }
  });

  it('is met in the extension hosts by each operation under some fault, and by an operation of each class under all', () => {
    const faults = faultList({ url: '' });
    const classes = operationClasses(faults);
    expect(new Set(classes.flat())).toEqual(new Set(operationCalls));
    // In turn by the number of the fault, see `test/host/faultMatrix.test.ts`.
    for (const alike of classes) expect(alike.length).toBeLessThanOrEqual(faults.length);
    const alone = classes.filter((alike) => alike.length === 1).flat();
    expect(alone.map(({ operation }) => operation)).toEqual(['logEvent']);
  });

  it('is written down as it is', () => {
    expect(readFileSync(faultTablePath, 'utf8')).toBe(faultTable());
  });
});

it('reads no more of an answer than can be meant', async () => {
  const server = await serveFaults({
    answer: () => Promise.resolve(new Response('')),
    behave: () => ({ kind: 'flood', bytes: 30_000_000, declared: false }),
  });
  let read = 0;
  const client = createClient({
    connection: () =>
      Promise.resolve({
        baseUrl: server.baseUrl,
        apiKey: 'KEY',
        fetch: async (input, init) => {
          const response = await fetch(input, init);
          const counter = new TransformStream<Uint8Array, Uint8Array>({
            transform(chunk, controller) {
              read += chunk.length;
              controller.enqueue(chunk);
            },
          });
          return new Response(response.body?.pipeThrough(counter) ?? null, response);
        },
      }),
    log: silent,
  });
  await expect(client.listMissions()).rejects.toMatchObject({ kind: 'tooLarge' });
  expect(read).toBeGreaterThan(20_000_000);
  expect(read).toBeLessThan(21_000_000);
  await server.close();
}, 30_000);
