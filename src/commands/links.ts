import * as vscode from 'vscode';
import { ApiError } from '../api/apiError';
import type { Log } from '../api/request';
import { dialogs } from '../dialogs';
import { parseLink, printLink, type Link } from '../model/deepLink';
import { showError, withProgress } from './shared/command';
import { copyText } from './shared/outcome';
import { beginAct, targetMission, targetRun, type CommandParts } from './shared/target';
import { missionName, runName } from '../views/text/names';

/** Links from outside: `vscode://<extension>/run/<mission id>/<run id>` and `…/mission/<mission id>`. */
export interface Links extends vscode.UriHandler {
  handleUri(uri: vscode.Uri): Promise<void>;
  dispose(): void;
}

/** Anybody can write a link, and a page can follow it by itself: nothing is read or opened before a click. */
export function registerLinks(parts: Pick<CommandParts, 'begin'> & { readonly log: Log }): Links {
  let asking = false;

  /** Reads first, so that what goes wrong is said in our words. */
  async function open(link: Link): Promise<void> {
    const { actions } = beginAct(parts);
    await withProgress<unknown>(() =>
      link.kind === 'run' ? actions.readRun(link) : actions.readMission(link.missionId),
    );
    const { missionId } = link;
    if (link.kind === 'mission') await vscode.commands.executeCommand('missions.editInstructions', { missionId });
    else await vscode.commands.executeCommand('missions.openTimeline', { missionId, runId: link.runId });
  }

  async function ask(link: Link): Promise<boolean> {
    const yes: vscode.MessageItem = { title: vscode.l10n.t('Open') };
    const message =
      link.kind === 'run'
        ? vscode.l10n.t('Open run {0}? A link from outside VS Code points to it.', link.runId)
        : vscode.l10n.t('Open mission {0}? A link from outside VS Code points to it.', link.missionId);
    const detail = vscode.l10n.t('Opening it changes nothing.');
    return (await dialogs.showWarningMessage(message, { modal: true, detail }, yes)) === yes;
  }

  const links = {
    async handleUri({ path, query, fragment }: vscode.Uri) {
      // A page that follows many links gets one question.
      if (asking) {
        parts.log.warn('Ignored a link: another one is waiting for an answer');
        return;
      }
      const link = query === '' && fragment === '' ? parseLink(path) : undefined;
      if (!link) {
        parts.log.warn("Ignored a link that isn't one of this extension");
        void dialogs.showWarningMessage(vscode.l10n.t("This link doesn't point to a run or a mission."));
        return;
      }
      asking = true;
      try {
        if (!(await ask(link))) return;
      } finally {
        asking = false;
      }
      try {
        await open(link);
      } catch (error) {
        if (!(error instanceof ApiError)) throw error;
        await showError(vscode.l10n.t("Couldn't open the link."), error);
      }
    },
  };
  const registered = vscode.window.registerUriHandler(links);
  return {
    ...links,
    dispose() {
      registered.dispose();
    },
  };
}

/** @param extensionId `<publisher>.<name>`, which VS Code knows the extension by. */
export function linkCommands(parts: CommandParts & { readonly extensionId: string }) {
  const copy = (link: Link, name: string) =>
    copyText(printLink(link, `${vscode.env.uriScheme}://${parts.extensionId}`), name);
  return {
    async copyRunLink(argument: unknown) {
      const run = await targetRun(argument, undefined, beginAct(parts));
      if (run) await copy({ kind: 'run', missionId: run.missionId, runId: run.runId }, runName(run, parts.store));
    },

    async copyMissionLink(argument: unknown) {
      const mission = await targetMission(argument, beginAct(parts));
      if (mission) await copy({ kind: 'mission', missionId: mission.missionId }, missionName(mission));
    },
  };
}
