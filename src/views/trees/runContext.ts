import { isPostRun, type Attention } from '../../model/attention';
import type { Progress } from '../../model/plan';
import { runCan, type Run } from '../../model/run';

export type RunContextFacts = {
  readonly run: Pick<Run, 'status' | 'resultSummary'>;
  readonly progress: Progress | undefined;
  readonly attention: Attention | undefined;
  readonly busy: boolean;
  /** Whether it waits for an agent. */
  readonly waits: boolean;
};

/** The `viewItem` of a run: the words that the menus of the manifest ask for. */
export function runContext({ run, progress, attention, busy, waits }: RunContextFacts): string {
  const openSteps = progress !== undefined && progress.done < progress.total;
  return [
    'run',
    ...(busy ? ['busy'] : runCan(run)),
    ...(openSteps && !busy ? ['openSteps'] : []),
    ...(attention?.kind === 'leftBehind' && !busy ? ['leftBehind', whatHelps(attention.why)] : []),
    ...(attention?.kind === 'asks' && !busy ? ['asks'] : []),
    ...(attention && isPostRun(attention) ? ['over'] : []),
    ...(waits ? ['waiting'] : []),
  ].join(' ');
}

/** What closes a run that was left behind: it can be completed, or only its open steps can be. */
function whatHelps(why: Extract<Attention, { readonly kind: 'leftBehind' }>['why']): 'toComplete' | 'toSkip' {
  return why === 'openSteps' ? 'toSkip' : 'toComplete';
}
