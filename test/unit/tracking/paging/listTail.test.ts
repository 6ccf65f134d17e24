import { expect, it } from 'vitest';
import { ApiError } from '../../../../src/api/apiError';
import type { Page } from '../../../../src/api/caller';
import { createListReader } from '../../../../src/tracking/paging/listReader';
import { readListTail } from '../../../../src/tracking/paging/listTail';

/**
 * A list of 30 rows and pages of 20, which is looked through for its end after something has happened to it. A page with
 * a negative row is too large.
 */
async function tailAfter(change: (rows: number[]) => void, ignoresNumber = false) {
  const rows = Array.from({ length: 30 }, (_, place) => place);
  let requests = 0;
  const page = (number: number, asked: number): Promise<Page<number>> => {
    if (++requests > 100) throw new Error('It asks without end');
    const size = Math.min(asked, 20);
    const from = ignoresNumber ? 0 : (number - 1) * size;
    const sent = rows.slice(from, from + size);
    if (sent.some((row) => row < 0)) return Promise.reject(new ApiError({ kind: 'tooLarge', operation: 'listRuns' }));
    const totalPages = Math.ceil(rows.length / size);
    return Promise.resolve({ rows: sent, received: sent.length, number, size, total: rows.length, totalPages });
  };
  const reader = createListReader({ page, key: String });
  const first = await reader.readPage(0, 20);
  change(rows);
  const tail = await readListTail({ reader, key: String }, first, 20, undefined);
  return { tail, requests };
}

it('is empty, after a few requests, where the list has lost all of its rows meanwhile', async () => {
  const { tail, requests } = await tailAfter((rows) => void rows.splice(0));
  expect(tail?.rows).toEqual([]);
  expect(requests).toBeLessThan(6);
});

it('is not looked for on and on where the server ignores the page number, and the first row has gone meanwhile', async () => {
  const { tail, requests } = await tailAfter((rows) => void rows.splice(0, 1), true);
  expect(tail).toBeUndefined();
  expect(requests).toBeLessThan(6);
});

it('is the first page where all rows behind it are too large, after a few requests, and these are named', async () => {
  const { tail, requests } = await tailAfter((rows) => void rows.splice(20, 10, -1, -2, -3));
  expect(tail).toMatchObject({ from: 0, end: 20, tooLarge: [20, 21, 22] });
  expect(requests).toBeLessThan(30);
});
