import * as vscode from 'vscode';
import type { ApiError } from '../../api/apiError';
import { describeError } from '../../errorMessages';
import type { Step } from '../../model/plan';
import type { RunRef } from '../../model/run';
import type { Actions } from '../../tracking/actions/actions';
import { areOvertaken } from '../../tracking/actions/stepStatuses';
import { valueOf } from '../../tracking/store/facts';
import type { Store } from '../../tracking/store/store';
import { putBack } from '../../formats/plan/planFixes';
import { planAsSaved, planChanges, planMadeFrom, type PlanObstacle } from '../../formats/plan/planDiff';
import type * as PlanTaskList from '../../formats/plan/planTaskList';
import type { RemoteFilesParts } from '../remote/openDocuments';
import { NotSaved, type DocumentFix, type DocumentType } from '../remote/remoteDocument';
import { registerRemoteFiles } from '../remote/remoteFileSystem';
import { documentShapes } from '../remote/documentShapes';
import { describeMarks, registerPlanEditing } from './planEditing';

export interface PlanDocuments {
  /** Opens the plan of a run as a task list. Throws `ApiError`. */
  open(run: RunRef, name: string): Promise<void>;
  dispose(): void;
}

/** Plans as nested task lists. */
export function registerPlanDocuments(
  parts: RemoteFilesParts<Actions> & { readonly store: Store; readonly stepStatusText: (status: string) => string },
): PlanDocuments {
  const files = registerRemoteFiles('missions-plan', parts);
  const type = planType(parts.store);
  files.register(type);
  const editing = registerPlanEditing(parts.stepStatusText);
  return {
    async open({ missionId, runId }, name) {
      await files.open(type, { missionId, runId }, name);
    },
    dispose() {
      editing.dispose();
      files.dispose();
    },
  };
}

/** With the Markdown parser, which is loaded with the first plan that is read. */
let lists: typeof PlanTaskList | undefined;

function planLists(): typeof PlanTaskList {
  if (!lists) throw new Error('No plan has been read');
  return lists;
}

/** Statuses are set and steps are added; what else somebody wants of a plan is a problem of the text. */
function planType(store: Store): DocumentType<readonly Step[], 'missionId' | 'runId', Actions> {
  return {
    ...documentShapes.plan,
    of: (actions) => ({
      async read(run) {
        lists ??= await import('../../formats/plan/planTaskList');
        return actions.readPlan(run);
      },
      print: (steps) => planLists().printPlanList(steps),
      storedValue: ({ runId }, { plans }) => (plans.has(runId) ? valueOf(store.plan(runId)) : undefined),
      interest: (run) => ({ kind: 'plan', ...run }),
      problems(base, mine, isBaseUncertain) {
        const list = listOf(base, mine);
        // What is missing, others may have added since: nothing is done about it.
        const obstacles = planChanges(base, list).obstacles.filter(
          ({ kind }) => !isBaseUncertain || kind !== 'removed',
        );
        return [
          ...list.problems.map((problem) => ({ ...problem.span, message: describeProblem(problem) })),
          ...obstacles.map((obstacle) => ({
            ...obstacle.span,
            message: describeObstacle(obstacle),
            ...(obstacle.kind === 'removed' ? { fixes: () => fixesFor(obstacle.stepId, base, mine) } : {}),
          })),
        ];
      },
      madeFrom: (shown, mine, sinceSave) => planMadeFrom(shown.slice(0, sinceSave), (base) => listOf(base, mine)),
      isConflict({ base, mine, overwritten }, now) {
        const { changes } = planChanges(base, listOf(base, mine));
        const statuses = changes.filter((change) => change.kind === 'status');
        return areOvertaken(statuses, now, overwritten);
      },
      async save(run, { base, mine, isAutoSave, overwritten }) {
        const { changes } = planChanges(base, listOf(base, mine));
        const added = changes.flatMap((change) => (change.kind === 'add' ? [change.step] : []));
        if (isAutoSave && added.length > 0)
          throw new NotSaved(
            vscode.l10n.t("Auto Save doesn't add steps because they can't be removed. Save the plan manually."),
          );
        const statuses = changes.filter((change) => change.kind === 'status');
        const outcome = await actions.savePlan(run, added, statuses, overwritten);
        if (outcome.kind === 'conflict') return { kind: 'conflict', remote: outcome.steps };
        const saved = planAsSaved(base, changes, outcome.steps);
        if (outcome.error)
          return {
            kind: 'partly',
            base: saved,
            message: describePartialSave(added.length, outcome.failed, outcome.error),
          };
        const warning = outcome.unread && describeUnreadPlan(outcome.unread);
        return { kind: 'saved', value: outcome.steps, base: saved, ...(warning === undefined ? {} : { warning }) };
      },
    }),
  };
}

function listOf(base: readonly Step[], text: string): PlanTaskList.PlanList {
  return planLists().parsePlanList(text, new Set(base.map(({ stepId }) => stepId)));
}

/** What of a save was not done, which is still in the editor. */
function describePartialSave(added: number, failed: number, error: ApiError): string {
  const { reason } = describeError(error);
  const parts = [
    added > 0 ? vscode.l10n.t('The new steps were added.') : '',
    failed === 1
      ? vscode.l10n.t("Couldn't set the status of 1 step. {0}", reason)
      : vscode.l10n.t("Couldn't set the status of {0} steps. {1}", failed, reason),
    vscode.l10n.t('Save again to retry.'),
  ];
  return parts.filter(Boolean).join(' ');
}

function describeUnreadPlan(unread: ApiError): string {
  return vscode.l10n.t(
    "Couldn't reload the plan. {0} The list shows its last known state.",
    describeError(unread).reason,
  );
}

function describeProblem({ kind }: PlanTaskList.PlanProblem): string {
  switch (kind) {
    case 'unknownMark':
      return describeMarks();
    case 'noBox':
      return vscode.l10n.t('Steps need a checkbox. Start the line with "- [ ] ".');
    case 'noText':
      return vscode.l10n.t('Steps need a description.');
    case 'duplicateId':
      return vscode.l10n.t('Duplicate step ID. A step above already uses it.');
    case 'badId':
      return vscode.l10n.t(
        'This comment isn\'t a valid step ID: "<!-- step: call_1 -->" at the end of the line. Remove it to add a new step.',
      );
    case 'notAnItem':
      return vscode.l10n.t(
        'Markdown doesn\'t read this line as a list item of its own, so it isn\'t a step. Start it with "- [ ] ", and indent it like the steps next to it.',
      );
    case 'tooDeep':
      return vscode.l10n.t('This step is nested too deeply.');
  }
}

/** Ways to have a step in the list again that Telnyx would not remove. */
function fixesFor(stepId: string, base: readonly Step[], mine: string): readonly DocumentFix[] {
  const read = (text: string) => listOf(base, text);
  const skipped = putBack(base, mine, stepId, () => 'skipped', read);
  const restored = putBack(base, mine, stepId, ({ status }) => status, read);
  return [
    ...(skipped ? [{ ...skipped, title: vscode.l10n.t('Mark as Skipped Instead'), isPreferred: true }] : []),
    ...(restored && restored.text !== skipped?.text ? [{ ...restored, title: vscode.l10n.t('Restore Step') }] : []),
  ];
}

function describeObstacle(obstacle: PlanObstacle): string {
  switch (obstacle.kind) {
    case 'removed':
      return vscode.l10n.t('Steps can\'t be removed. Mark "{0}" as skipped ([-]) instead.', obstacle.description);
    case 'reworded':
      return vscode.l10n.t(
        'The description of a step can\'t be changed. Restore "{0}", mark the step as skipped ([-]), and add a new one.',
        obstacle.description,
      );
    case 'moved':
      return vscode.l10n.t("Steps can't be moved. Move this one back to where it was.");
    case 'otherMark':
      return describeMarks();
  }
}
