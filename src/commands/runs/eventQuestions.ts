import * as vscode from 'vscode';
import type { NewEvent } from '../../api/requests';
import { eventTypes, type EventType } from '../../model/event';
import type { Step } from '../../model/plan';
import type { RunRef } from '../../model/run';
import { valueOf } from '../../tracking/store/facts';
import { eventTypeText } from '../../views/text/eventTexts';
import { withProgress } from '../shared/command';
import { jsonProblem, parseJsonObject } from '../shared/jsonInput';
import { runTitle, type Found, type TargetParts } from '../shared/target';
import { planOf, stepItem } from '../shared/targetStep';
import { runWizard, targetStep, type WizardStep } from '../shared/wizard';

/** An event as it was typed. */
export type TypedEvent = { readonly event: Omit<NewEvent, 'idempotencyKey'>; readonly payloadText: string };

type Answers = {
  readonly run?: RunRef;
  readonly plan?: readonly Step[];
  /** Those that are linked, and the one that was named before. */
  readonly agentIds?: readonly string[];
  readonly type?: EventType;
  readonly summary: string;
  readonly stepId: string;
  readonly agentId: string;
  readonly isOtherAgent: boolean;
  readonly payloadText: string;
};

/** Asks for an event of a run; `draftOf` is what was typed for it before. */
export async function askEvent(
  found: Found<RunRef>,
  draftOf: (run: RunRef) => TypedEvent | undefined,
  parts: TargetParts,
): Promise<{ readonly run: RunRef; readonly typed: TypedEvent } | undefined> {
  const draft = ({ run }: Answers) => run && draftOf(run);
  const what = vscode.l10n.t('Log Event');
  const answers = await runWizard<Answers>({
    title: ({ run }) => (run ? runTitle(what, run, parts.store) : what),
    answers: { summary: '', stepId: '', agentId: '', isOtherAgent: false, payloadText: '' },
    steps: [
      targetStep(found, (run) => ({ run })),
      typeStep(draft, parts),
      {
        question: (known) => ({
          kind: 'input',
          prompt: vscode.l10n.t('Enter a summary of what happened'),
          value: draft(known)?.event.summary,
          validate: (text) => (text.trim() === '' ? vscode.l10n.t('Enter a summary.') : undefined),
          answer: (summary) => ({ summary: summary.trim() }),
        }),
      },
      stepStep(draft),
      ...agentSteps(draft),
      {
        question: (known) => ({
          kind: 'input',
          prompt: vscode.l10n.t('Enter a payload as a JSON object, or leave it empty'),
          value: draft(known)?.payloadText,
          validate: jsonProblem,
          answer: (payloadText) => ({ payloadText }),
        }),
      },
    ],
  });
  if (!answers?.run || answers.type === undefined) return undefined;
  const { run, type, summary, stepId, agentId, payloadText } = answers;
  const payload = parseJsonObject(payloadText);
  const event = {
    type,
    summary,
    ...(stepId === '' ? {} : { stepId }),
    ...(agentId === '' ? {} : { agentId }),
    ...(payload ? { payload } : {}),
  };
  return { run, typed: { event, payloadText } };
}

type DraftOf = (answers: Answers) => TypedEvent | undefined;

function typeStep(draft: DraftOf, parts: TargetParts): WizardStep<Answers> {
  return {
    // What the questions after it offer, read while nobody has typed anything.
    async load({ run, ...known }) {
      if (!run) return {};
      const plan = await planOf(run, parts);
      const before = draft({ run, ...known })?.event.agentId;
      const agentIds = [...new Set([...(before === undefined ? [] : [before]), ...(await linkedAgents(run, parts))])];
      return { plan, agentIds };
    },
    question: (known) => ({
      kind: 'pick',
      placeHolder: vscode.l10n.t('Select an event type'),
      items: eventTypes.map((type) => ({
        label: eventTypeText(type),
        description: type,
        isCurrent: type === draft(known)?.event.type,
        answer: { type },
      })),
      matchOnDescription: true,
    }),
  };
}

/** Somebody may have linked the first one since they were read. */
async function linkedAgents(run: RunRef, { actions, store }: TargetParts): Promise<readonly string[]> {
  const known = valueOf(store.agents(run.runId)) ?? [];
  const agents = known.length > 0 ? known : await withProgress(() => actions.readAgents(run).catch(() => []));
  return agents.map(({ telnyxAgentId }) => telnyxAgentId);
}

function stepStep(draft: DraftOf): WizardStep<Answers> {
  return {
    isAsked: ({ plan }) => plan?.length !== 0,
    question(known) {
      const before = draft(known)?.event.stepId;
      return {
        kind: 'pick',
        placeHolder: vscode.l10n.t('Select the step that the event belongs to'),
        items: [
          { label: vscode.l10n.t('No step'), answer: { stepId: '' } },
          ...(known.plan ?? []).map((step) => ({
            ...stepItem(step),
            isCurrent: step.stepId === before,
            answer: { stepId: step.stepId },
          })),
        ],
        matchOnDescription: true,
      };
    },
  };
}

/** Which agent it comes from. Asked only where an agent is linked or was named before. */
function agentSteps(draft: DraftOf): readonly WizardStep<Answers>[] {
  return [
    {
      isAsked: ({ agentIds }) => agentIds?.length !== 0,
      question: (known) => ({
        kind: 'pick',
        placeHolder: vscode.l10n.t('Select the agent that the event comes from'),
        items: [
          ...(known.agentIds ?? []).map((agentId) => ({
            label: agentId,
            isCurrent: agentId === draft(known)?.event.agentId,
            answer: { agentId, isOtherAgent: false },
          })),
          { label: vscode.l10n.t('No agent'), answer: { agentId: '', isOtherAgent: false } },
          { label: vscode.l10n.t('Another agent...'), answer: { isOtherAgent: true } },
        ],
      }),
    },
    {
      isAsked: ({ isOtherAgent }) => isOtherAgent,
      question: (known) => ({
        kind: 'input',
        prompt: vscode.l10n.t('Enter the agent ID, or leave it empty'),
        value: draft(known)?.event.agentId,
        answer: (typed) => ({ agentId: typed.trim() }),
      }),
    },
  ];
}
