import { compact } from '../model/jsonObject';
import type { RunStart, RunStatus } from '../model/run';
import type { Caller, PageQuery } from './caller';
import type { CallOptions, Spec } from './sender';
import { decodeRun } from './decode';
import type { RunChange } from './requests';

/** `rest` may hold further `{}`, for `more` ids. */
export const runPath = (
  missionId: string,
  runId: string,
  rest = '',
  ...more: string[]
): Pick<Spec, 'path' | 'ids'> => ({
  path: `/{}/runs/{}${rest}`,
  ids: [missionId, runId, ...more],
});

export function runOperations({ one, page }: Caller) {
  return {
    listRecentRuns: (filter: { readonly status?: RunStatus } = {}, query: PageQuery = {}, options?: CallOptions) =>
      page('listRecentRuns', { path: '/runs', query: { status: filter.status } }, query, decodeRun, options),

    listRuns: (
      missionId: string,
      filter: { readonly status?: RunStatus } = {},
      query: PageQuery = {},
      options?: CallOptions,
    ) =>
      page(
        'listRuns',
        { path: '/{}/runs', ids: [missionId], query: { status: filter.status } },
        query,
        decodeRun,
        options,
      ),

    startRun: (missionId: string, start: RunStart = {}, options?: CallOptions) =>
      one('startRun', { method: 'POST', path: '/{}/runs', ids: [missionId], body: start }, decodeRun, options),

    getRun: (missionId: string, runId: string, options?: CallOptions) =>
      one('getRun', { method: 'GET', ...runPath(missionId, runId) }, decodeRun, options),

    updateRun: (missionId: string, runId: string, change: RunChange, options?: CallOptions) =>
      one(
        'updateRun',
        {
          method: 'PATCH',
          ...runPath(missionId, runId),
          body: compact({
            status: change.status,
            result_summary: change.resultSummary,
            result_payload: change.resultPayload,
            error: change.error,
            metadata: change.metadata,
          }),
        },
        decodeRun,
        options,
      ),

    cancelRun: (missionId: string, runId: string, options?: CallOptions) =>
      one('cancelRun', { method: 'POST', ...runPath(missionId, runId, '/cancel') }, decodeRun, options),

    pauseRun: (missionId: string, runId: string, options?: CallOptions) =>
      one('pauseRun', { method: 'POST', ...runPath(missionId, runId, '/pause') }, decodeRun, options),

    resumeRun: (missionId: string, runId: string, options?: CallOptions) =>
      one('resumeRun', { method: 'POST', ...runPath(missionId, runId, '/resume') }, decodeRun, options),
  };
}
