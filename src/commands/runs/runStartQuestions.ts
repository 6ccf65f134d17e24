import * as vscode from 'vscode';
import { isCut, jsonText } from '../../model/jsonObject';
import type { JsonObject } from '../../model/mission';
import { shortLine } from '../../model/plainText';
import type { Run, RunRef, RunStart } from '../../model/run';
import { valueOf } from '../../tracking/store/facts';
import { missionName } from '../../views/text/names';
import { withProgress } from '../shared/command';
import { knownMission, knownRun, type Found, type TargetParts } from '../shared/target';
import { runWizard, targetStep, type WizardStep } from '../shared/wizard';

/** The newest runs of a mission, among which the last input is looked for. */
const recentRunCount = 20;
/** How much of an input a list shows. */
const maxShownInput = 120;

/** How a run is to be started. */
export type StartChoice = { readonly kind: 'start'; readonly options: RunStart } | { readonly kind: 'withInput' };

const startWith = (options: RunStart): StartChoice => ({ kind: 'start', options });

type Choice = vscode.QuickPickItem & { readonly how: StartChoice };
type Answers = {
  readonly missionId?: string;
  readonly run?: Run;
  readonly name: string;
  readonly choices: readonly Choice[];
  readonly how: StartChoice;
};

const noAnswers: Answers = { name: '', choices: [], how: startWith({}) };

/** Which mission is to be started, and how; the latter as long as the person wants that. */
export function askHowToStart(found: Found<string>, act: TargetParts): Promise<Answers | undefined> {
  return runWizard<Answers>({
    title: titleOf,
    answers: noAnswers,
    steps: [
      targetStep(found, (missionId) => ({ missionId })),
      {
        ...howStep,
        async load({ missionId }) {
          if (missionId === undefined) return {};
          const mission = await knownMission(missionId, act);
          const input = mustAskBeforeStart() ? await readLastInput(missionId, act) : undefined;
          return {
            name: missionName(mission),
            choices: [
              { label: vscode.l10n.t('Start'), detail: vscode.l10n.t('Start without input.'), how: startWith({}) },
              withInput(),
              ...(input
                ? [{ label: vscode.l10n.t('With Last Input'), detail: inputText(input), how: startWith({ input }) }]
                : []),
            ],
          };
        },
      },
    ],
  });
}

/** Which run is to be done once more, and how. What is cut in its input can't be sent, so nothing more is asked. */
export function askHowToRunAgain(found: Found<RunRef>, act: TargetParts): Promise<Answers | undefined> {
  return runWizard<Answers & { readonly target?: RunRef }>({
    title: titleOf,
    answers: noAnswers,
    steps: [
      targetStep(found, (target) => ({ target })),
      {
        ...howStep,
        async load({ target }) {
          if (!target) return {};
          const run = await knownRun(target, act);
          const { input, missionId } = run;
          const how = startWith(input ? { input } : {});
          const detail = input ? inputText(input) : vscode.l10n.t('Start without input.');
          const name = missionName(act.store.mission(missionId));
          return { run, how, name, choices: [{ label: vscode.l10n.t('Start'), detail, how }, withInput()] };
        },
      },
    ],
  });
}

const titleOf = ({ name }: Answers) =>
  name === '' ? vscode.l10n.t('Start Run') : vscode.l10n.t('Start Run: {0}', name);

const withInput = (): Choice => ({
  label: vscode.l10n.t('With Input...'),
  detail: vscode.l10n.t('Edit the input as JSON first.'),
  how: { kind: 'withInput' },
});

const howStep: WizardStep<Answers> = {
  isAsked: ({ run }) => mustAskBeforeStart() && !isCut(run?.input),
  question: ({ choices }) => ({
    kind: 'pick',
    placeHolder: vscode.l10n.t('Select how to start the run'),
    items: choices.map(({ how, ...item }) => ({ ...item, answer: { how } })),
  }),
};

/** The input of the newest run that is known, or read, and had one. */
async function readLastInput(missionId: string, { actions, store }: TargetParts): Promise<JsonObject | undefined> {
  // Without them there is none to offer: that is no reason not to start.
  if (valueOf(store.runList(missionId)) === undefined)
    await withProgress(() => actions.readRuns(missionId, recentRunCount)).catch(() => undefined);
  return store.runsOf(missionId).find(({ input }) => input !== undefined && !isCut(input))?.input;
}

/** The person's own setting: no workspace can turn the question off. */
function mustAskBeforeStart(): boolean {
  return vscode.workspace.getConfiguration('missions').inspect<unknown>('confirmStart')?.globalValue !== false;
}

/** An input as a list shows it. */
function inputText(input: JsonObject): string {
  return shortLine(jsonText(input), maxShownInput);
}
