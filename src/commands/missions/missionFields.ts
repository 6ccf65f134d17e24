import * as vscode from 'vscode';
import type { MissionChange } from '../../api/requests';
import { dialogs } from '../../dialogs';
import { modelsIn } from '../../documents/missionFileEditors/missionFileCompletions';
import type { Mission } from '../../model/mission';
import type { Actions } from '../../tracking/actions/actions';
import type { Store } from '../../tracking/store/store';
import { missionName } from '../../views/text/names';
import { withProgress } from '../shared/command';
import { reportAct, reportDone } from '../shared/outcome';
import { beginAct, findMission, knownMission, type CommandParts, type TargetParts } from '../shared/target';
import { runWizard, targetStep, type WizardStep } from '../shared/wizard';
import { executionModeQuestion, nameQuestion } from './missionQuestions';

/** A field and its text, empty for none. */
type Field = 'name' | 'description' | 'executionMode' | 'model';
type Answers = {
  readonly missionId?: string;
  readonly mission?: Mission;
  readonly text: string;
  readonly isOther: boolean;
};

/** Changes single fields of a mission. */
export function missionFieldCommands(parts: CommandParts) {
  /** What was typed and could not be sent: it is there again the next time. */
  const drafts = new Map<string, string>();

  async function changeField(
    field: Field,
    title: string,
    argument: unknown,
    stepsOf: (textOf: (answers: Answers) => string) => readonly WizardStep<Answers>[],
  ): Promise<void> {
    const act = beginAct(parts);
    const found = await findMission(argument, act);
    if (!found) return;
    const before = ({ mission }: Answers) => mission?.[field] ?? '';
    const textOf = (answers: Answers) => drafts.get(`${answers.missionId ?? ''} ${field}`) ?? before(answers);
    const [first, ...rest] = stepsOf(textOf);
    const answers = await runWizard<Answers>({
      title: ({ mission }) => (mission ? vscode.l10n.t('{0}: {1}', title, missionName(mission)) : title),
      answers: { text: '', isOther: false },
      steps: [
        targetStep(found, (missionId) => ({ missionId })),
        ...(first ? [{ ...first, load: readMission(act) }] : []),
        ...rest,
      ],
    });
    if (!answers?.mission) return;
    const { mission } = answers;
    const text = field === 'description' && answers.text.trim() !== '' ? answers.text : answers.text.trim();
    const draftKey = `${mission.missionId} ${field}`;
    drafts.delete(draftKey);
    if (text === before(answers)) return;
    drafts.set(draftKey, text);
    const outcome = await withProgress(() => act.actions.changeMission(mission, changeOf(field, text)));
    if (outcome.kind === 'done') drafts.delete(draftKey);
    await reportChange(mission, outcome, () => changeField(field, title, mission, stepsOf));
  }

  return {
    renameMission: (argument: unknown) =>
      changeField('name', vscode.l10n.t('Rename Mission'), argument, (textOf) => [
        { question: (answers) => nameQuestion(textOf(answers), (text) => ({ text })) },
      ]),

    editDescription: (argument: unknown) =>
      changeField('description', vscode.l10n.t('Edit Description'), argument, (textOf) => [
        {
          question: (answers) => ({
            kind: 'input',
            prompt: vscode.l10n.t('Describe the mission in one or two sentences'),
            value: textOf(answers),
            answer: (text) => ({ text }),
          }),
        },
      ]),

    setExecutionMode: (argument: unknown) =>
      changeField('executionMode', vscode.l10n.t('Set Execution Mode'), argument, () => [
        { question: ({ mission }) => executionModeQuestion(mission?.executionMode ?? '', (text) => ({ text })) },
      ]),

    setModel: (argument: unknown) =>
      changeField('model', vscode.l10n.t('Set Model'), argument, (textOf) => modelSteps(textOf, parts.store)),
  };
}

const readMission =
  (act: TargetParts) =>
  async ({ missionId }: Answers): Promise<Partial<Answers>> =>
    missionId === undefined ? {} : { mission: await knownMission(missionId, act) };

function changeOf(field: Field, text: string): MissionChange {
  switch (field) {
    case 'name':
    case 'executionMode':
      return { [field]: text };
    case 'description':
    case 'model':
      return { [field]: text === '' ? undefined : text };
  }
}

async function reportChange(
  seen: Mission,
  outcome: Awaited<ReturnType<Actions['changeMission']>>,
  again: () => Promise<void>,
): Promise<void> {
  const name = missionName(seen);
  if (outcome.kind === 'conflict')
    void dialogs.showWarningMessage(
      vscode.l10n.t('Couldn\'t change "{0}": it was changed elsewhere in the meantime. Try again.', name),
    );
  else {
    if (outcome.kind === 'done') reportDone(missionName(outcome.value), vscode.l10n.t('changed'));
    await reportAct(outcome, vscode.l10n.t('Couldn\'t change "{0}". Your input was kept.', name), again);
  }
}

/** The name of a model; empty for none. */
function modelSteps(textOf: (answers: Answers) => string, store: Store): readonly WizardStep<Answers>[] {
  return [
    {
      question(answers) {
        const current = textOf(answers);
        return {
          kind: 'pick',
          placeHolder: vscode.l10n.t('Select a language model'),
          items: [
            ...modelsIn(store).map((model) => ({
              label: model,
              isCurrent: model === current,
              answer: { text: model, isOther: false },
            })),
            { label: vscode.l10n.t('Another model...'), answer: { isOther: true } },
          ],
        };
      },
    },
    {
      isAsked: ({ isOther }) => isOther,
      question: (answers) => ({
        kind: 'input',
        prompt: vscode.l10n.t('Enter the name of the model, or leave it empty for none'),
        value: textOf(answers),
        answer: (text) => ({ text }),
      }),
    },
  ];
}
