import * as vscode from 'vscode';
import { dialogs } from '../../dialogs';
import type { ResourceDocuments } from '../../documents/kinds/resourceDocuments';
import { isObject } from '../../model/jsonObject';
import type { Mission } from '../../model/mission';
import { resourceKinds, resourceName, resourceSort, type Resource, type ResourceKind } from '../../model/resource';
import type { Resources } from '../../tracking/resources';
import type { ResourceActs } from '../../tracking/actions/resourceActions';
import type { ResourceList } from '../../tracking/store/facts';
import { valueOf } from '../../tracking/store/facts';
import { resourcesText, resourceText } from '../../views/trees/resourceRows';
import { missionName } from '../../views/text/names';
import { withProgress } from '../shared/command';
import { reportAct } from '../shared/outcome';
import { editorInFront } from '../shared/editorInFront';
import {
  beginAct,
  findMission,
  knownMission,
  rowOrArgument,
  targetMission,
  type CommandParts,
  type Found,
  type TargetParts,
} from '../shared/target';
import { runWizard, targetStep, type WizardItem } from '../shared/wizard';
import { chooseTarget } from '../shared/targetChoice';

type Target = { readonly list: ResourceList; readonly resource: Resource };
type Answers = {
  readonly missionId?: string;
  readonly mission?: Mission;
  readonly items: readonly WizardItem<Answers>[];
  readonly target?: Target;
};

/** Which tool, knowledge base or MCP server of a mission. */
function askResource(
  found: Found<string>,
  title: string,
  acts: ResourceActs,
  act: TargetParts,
): Promise<Answers | undefined> {
  return runWizard<Answers>({
    title: ({ mission }) => (mission ? `${title}: ${missionName(mission)}` : title),
    answers: { items: [] },
    steps: [
      targetStep(found, (missionId) => ({ missionId })),
      {
        async load({ missionId }) {
          if (missionId === undefined) return {};
          const mission = await knownMission(missionId, act);
          return { mission, items: await withProgress(() => itemsOf(missionId, acts)) };
        },
        isAsked: ({ mission, items }) => !mission || items.length > 0,
        question: ({ items }) => ({
          kind: 'pick',
          placeHolder: vscode.l10n.t('Select a tool, knowledge base, or MCP server'),
          items,
        }),
      },
    ],
  });
}

async function itemsOf(missionId: string, acts: ResourceActs): Promise<readonly WizardItem<Answers>[]> {
  const lists = resourceKinds.map((of) => ({ missionId, of }));
  const all = await Promise.all(lists.map(async (list) => ({ list, rows: await acts.readAll(list) })));
  return all.flatMap(({ list, rows }): WizardItem<Answers>[] =>
    rows.length === 0
      ? []
      : [
          { label: resourcesText(list.of), kind: vscode.QuickPickItemKind.Separator },
          ...rows.map((resource) => ({
            label: resourceName(resource),
            description: resourceSort(resource),
            answer: { target: { list, resource } },
          })),
        ],
  );
}

/** What a mission's agents may use. */
export function resourceCommands(
  parts: CommandParts & { readonly resources: Pick<Resources, 'begin'>; readonly resourceDocuments: ResourceDocuments },
) {
  const { resources, resourceDocuments, store } = parts;

  async function create(argument: unknown, of: ResourceKind): Promise<void> {
    const mission = await targetMission(argument, beginAct(parts));
    if (mission) await resourceDocuments.create({ missionId: mission.missionId, of }, missionName(mission));
  }

  /** The row that is meant, else one that is chosen from all that the mission has. */
  async function target(argument: unknown, title: string, acts: ResourceActs): Promise<Target | undefined> {
    const row = rowOrArgument(argument, parts);
    const { targets, isOurs } = editorInFront(parts);
    const editor = targets.flatMap((one) => targetIn(one) ?? []);
    const selected = row === undefined ? parts.selection().flatMap((one) => targetIn(one) ?? []) : [];
    // A document of the mission names none of them: then one of that mission may be meant, and no other.
    const fits = selected.every(({ list }) => targets.some(({ missionId }) => missionId === list.missionId));
    const choice = chooseTarget(
      { editor: row === undefined ? editor : [], selected, isUnclear: isOurs && editor.length === 0 && !fits },
      ({ list, resourceId }) => `${list.of} ${resourceId}`,
    );
    const named = targetIn(row) ?? (choice.kind === 'one' ? choice.target : undefined);
    if (named) {
      const resource = valueOf(store.resources(named.list))?.find(({ resourceId }) => resourceId === named.resourceId);
      return { list: named.list, resource: resource ?? (await acts.read(named.list, named.resourceId)) };
    }
    const act = beginAct(parts);
    const found = await findMission(row, act);
    const answers = found && (await askResource(found, title, acts, act));
    if (answers?.items.length === 0)
      void dialogs.showInformationMessage(vscode.l10n.t('The mission has no tools, knowledge bases, or MCP servers.'));
    return answers?.target;
  }

  return {
    createTool: (argument: unknown) => create(argument, 'tool'),
    createKnowledgeBase: (argument: unknown) => create(argument, 'knowledgeBase'),
    createMcpServer: (argument: unknown) => create(argument, 'mcpServer'),

    async openResource(argument: unknown) {
      const found = await target(argument, vscode.l10n.t('Open'), resources.begin());
      if (!found) return;
      const mission = missionName(store.mission(found.list.missionId));
      await withProgress(() => resourceDocuments.open(found.list, found.resource, mission));
    },

    async deleteResource(argument: unknown) {
      const acts = resources.begin();
      const found = await target(argument, vscode.l10n.t('Delete'), acts);
      if (!found) return;
      const { list, resource } = found;
      const name = resourceName(resource);
      const yes: vscode.MessageItem = { title: vscode.l10n.t('Delete') };
      const message = vscode.l10n.t('Delete "{0}"?', name);
      const mission = missionName(store.mission(list.missionId));
      const detail = vscode.l10n.t('{0} of "{1}". It can\'t be restored.', resourceText(list.of), mission);
      if ((await dialogs.showWarningMessage(message, { modal: true, detail }, yes)) !== yes) return;
      const outcome = await withProgress(() => acts.remove(list, resource.resourceId));
      await reportAct(outcome, vscode.l10n.t('Couldn\'t delete "{0}".', name));
    },
  };
}

function targetIn(argument: unknown): { readonly list: ResourceList; readonly resourceId: string } | undefined {
  const { missionId, of, resourceId } = isObject(argument) ? argument : {};
  const kind = resourceKinds.find((one) => one === of);
  return typeof missionId === 'string' && typeof resourceId === 'string' && kind
    ? { list: { missionId, of: kind }, resourceId }
    : undefined;
}
