import type { CallOptions } from '../../api/sender';
import type { Operations } from '../../api/client';
import type { RunEvent } from '../../model/event';
import type { RunRef } from '../../model/run';
import { orderOf } from '../paging/listOrder';

/** An agent asks right before it pauses its run: what is further back was answered, or is of no use any more. */
const newestEvents = 50;

/** The newest events of a run: the first page, and the last where the list turns out to be oldest first. */
export async function readNewestEvents(
  client: Pick<Operations, 'listEvents'>,
  { missionId, runId }: RunRef,
  options?: CallOptions,
): Promise<readonly RunEvent[]> {
  const page = (number: number) => client.listEvents(missionId, runId, {}, { number, size: newestEvents }, options);
  const first = await page(1);
  const times = first.rows.map(({ timestamp }) => timestamp).filter(Number.isFinite);
  if (first.totalPages <= 1 || orderOf(times) === 'newest') return first.rows;
  return [...first.rows, ...(await page(first.totalPages)).rows];
}
