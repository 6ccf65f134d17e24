import * as vscode from 'vscode';
import { explain } from '../explain';
import type { Step } from '../model/plan';
import type { RunRef } from '../model/run';
import type { Actions } from '../tracking/actions';
import { valueOf } from '../tracking/facts';
import type { PlanOutcome } from '../tracking/planActions';
import type { Poller } from '../tracking/poller';
import type { Store } from '../tracking/store';
import { planChanges, type PlanObstacle } from './planChanges';
import { parsePlanList, printPlanList, type PlanProblem } from './planList';
import { NotSaved, type DocumentKind } from './remoteFile';
import { registerRemoteFiles } from './remoteFiles';
import type { RemoteTexts } from './remoteTexts';
import { planScheme } from './uri';

export interface PlanDocuments {
  /** Opens the plan of a run as a task list. Throws `ApiError`. */
  open(run: RunRef, name: string): Promise<void>;
  dispose(): void;
}

type Parts = {
  readonly store: Store;
  readonly actions: Actions;
  readonly poller: Poller;
  readonly remoteTexts: RemoteTexts;
};

/** Plans as nested task lists. */
export function registerPlanDocuments(parts: Parts): PlanDocuments {
  const files = registerRemoteFiles(planScheme, parts);
  const kind = planKind(parts);
  files.register(kind);
  return {
    async open({ missionId, runId }, name) {
      await files.open(kind, { missionId, runId }, name);
    },
    dispose: () => files.dispose(),
  };
}

/** Statuses are set and steps are added; what else somebody wants of a plan is a problem of the text. */
function planKind({ store, actions }: Parts): DocumentKind<readonly Step[], 'missionId' | 'runId'> {
  return {
    ending: '.plan.md',
    ids: ['missionId', 'runId'],
    read: (run) => actions.readPlan(run),
    print: printPlanList,
    held: ({ runId }, { plans }) => (plans.has(runId) ? valueOf(store.plan(runId)) : undefined),
    interest: (run) => ({ kind: 'plan', ...run }),
    problems(base, mine) {
      const list = parsePlanList(mine);
      return [
        ...list.problems.map((problem) => ({ ...problem.span, said: sayProblem(problem) })),
        ...planChanges(base, list).obstacles.map((obstacle) => ({ ...obstacle.span, said: sayObstacle(obstacle) })),
      ];
    },
    async save(run, { base, mine, byItself }) {
      const { changes } = planChanges(base, parsePlanList(mine));
      const added = changes.flatMap((change) => (change.kind === 'add' ? [change.step] : []));
      const statuses = changes.flatMap((change) =>
        change.kind === 'status' ? [{ stepId: change.stepId, status: change.to }] : [],
      );
      if (byItself && added.length > 0)
        throw new NotSaved(
          vscode.l10n.t('A step that is added stays for good: “Auto Save” adds none. Save the plan yourself.'),
        );
      const outcome = await actions.savePlan(run, added, statuses);
      const warning = sayPartly(added.length, outcome);
      return { kind: 'saved', value: outcome.steps, ...(warning === undefined ? {} : { warning }) };
    },
  };
}

/** What of a save did not go as meant; nothing where all of it did. */
function sayPartly(added: number, { failed, error, unread }: PlanOutcome): string | undefined {
  if (!error && !unread) return undefined;
  const parts = [added > 0 ? vscode.l10n.t('The new steps were added.') : ''];
  if (error)
    parts.push(
      vscode.l10n.t('The status of {0} steps was not set: {1}', failed, explain(error).reason),
      unread ? '' : vscode.l10n.t('The list shows the plan as it is now.'),
    );
  if (unread)
    parts.push(
      vscode.l10n.t(
        'The plan could not be read again: {0} The list shows what is known of it.',
        explain(unread).reason,
      ),
    );
  return parts.filter(Boolean).join(' ');
}

function sayProblem({ kind }: PlanProblem): string {
  switch (kind) {
    case 'unknownMark':
      return vscode.l10n.t(
        'This mark says nothing. “[ ]” is pending, “[/]” in progress, “[x]” completed, “[-]” skipped, “[!]” failed.',
      );
    case 'noBox':
      return vscode.l10n.t('A step needs a box: “- [ ] …”.');
    case 'noText':
      return vscode.l10n.t('A step needs a text.');
    case 'duplicateId':
      return vscode.l10n.t('Another step above has this id.');
    case 'badId':
      return vscode.l10n.t('This comment looks like a step’s id and is none.');
  }
}

function sayObstacle(obstacle: PlanObstacle): string {
  switch (obstacle.kind) {
    case 'removed':
      return vscode.l10n.t(
        'Telnyx cannot remove a step: “{0}” has to stay. Mark it as skipped, “[-]”.',
        obstacle.description,
      );
    case 'reworded':
      return vscode.l10n.t(
        'Telnyx cannot reword a step: it says “{0}”. Add a new one, and skip this.',
        obstacle.description,
      );
    case 'moved':
      return vscode.l10n.t('Telnyx cannot move a step: it has to stay where it was.');
  }
}
