import * as vscode from 'vscode';
import { dialogs } from '../../dialogs';
import type { ResourceDocuments } from '../../documents/kinds/resourceDocuments';
import { isObject } from '../../model/jsonObject';
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
import { beginAct, rowOrArgument, targetMission, type CommandParts } from '../shared/target';
import { chooseTarget } from '../shared/targetChoice';

type Target = { readonly list: ResourceList; readonly resource: Resource };
type ResourceItem = vscode.QuickPickItem & { readonly target?: Target };

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
      const held = valueOf(store.resources(named.list))?.find(({ resourceId }) => resourceId === named.resourceId);
      return { list: named.list, resource: held ?? (await acts.read(named.list, named.resourceId)) };
    }
    const mission = await targetMission(row, beginAct(parts));
    if (!mission) return undefined;
    const { missionId } = mission;
    const items = await withProgress(async () => {
      const lists = resourceKinds.map((of) => ({ missionId, of }));
      const all = await Promise.all(lists.map(async (list) => ({ list, rows: await acts.readAll(list) })));
      return all.flatMap(({ list, rows }): ResourceItem[] =>
        rows.length === 0
          ? []
          : [
              { label: resourcesText(list.of), kind: vscode.QuickPickItemKind.Separator },
              ...rows.map((resource) => ({
                label: resourceName(resource),
                description: resourceSort(resource),
                target: { list, resource },
              })),
            ],
      );
    });
    if (items.length === 0) {
      void dialogs.showInformationMessage(vscode.l10n.t('The mission has no tools, knowledge bases or MCP servers.'));
      return undefined;
    }
    return (await dialogs.showQuickPick(items, { title: `${title}: ${missionName(mission)}` }))?.target;
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
      const message = vscode.l10n.t('Delete “{0}”?', name);
      const mission = missionName(store.mission(list.missionId));
      const detail = vscode.l10n.t('{0} of “{1}”. Telnyx cannot bring it back.', resourceText(list.of), mission);
      if ((await dialogs.showWarningMessage(message, { modal: true, detail }, yes)) !== yes) return;
      const outcome = await withProgress(() => acts.remove(list, resource.resourceId));
      await reportAct(outcome, vscode.l10n.t('“{0}” was not deleted.', name));
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
