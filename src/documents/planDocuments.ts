import * as vscode from 'vscode';
import { dialogs } from '../dialogs';
import { ApiError } from '../api/apiError';
import { explain } from '../explain';
import type { Step } from '../model/plan';
import type { Actions, RunRef } from '../tracking/actions';
import { valueOf } from '../tracking/facts';
import type { Poller } from '../tracking/poller';
import type { Store } from '../tracking/store';
import { planChanges, type PlanObstacle } from './planChanges';
import { parsePlanList, printPlanList, type PlanProblem } from './planList';
import { nameInPath } from './uri';

export const planScheme = 'missions-plan';

/** A plan that VS Code was told of. */
type Opened = {
  readonly run: RunRef;
  /** The plan that the editor's text began from. */
  base: readonly Step[];
  /** The plan as it was read last; it becomes the base as soon as the editor shows it. */
  read: readonly Step[];
  mtime: number;
};

export interface PlanDocuments {
  /** Opens the plan of a run as a task list. Throws `ApiError`. */
  open(run: RunRef, name: string): Promise<void>;
  dispose(): void;
}

/** Plans as nested task lists: a file system of their own, so that they are edited and saved as any file. */
export function registerPlanDocuments(parts: {
  readonly store: Store;
  readonly actions: Actions;
  readonly poller: Poller;
}): PlanDocuments {
  const { store, actions, poller } = parts;
  const changed = new vscode.EventEmitter<vscode.FileChangeEvent[]>();
  const problems = vscode.languages.createDiagnosticCollection('missions-plan');
  const opened = new Map<string, Opened>();

  function take(uri: vscode.Uri, run: RunRef, steps: readonly Step[]): Opened {
    const held = opened.get(uri.toString());
    if (!held) {
      const fresh = { run, base: steps, read: steps, mtime: Date.now() };
      opened.set(uri.toString(), fresh);
      return fresh;
    }
    if (printPlanList(held.read) !== printPlanList(steps)) {
      held.mtime = Math.max(held.mtime + 1, Date.now());
      // VS Code reads it again where the editor is not dirty.
      changed.fire([{ type: vscode.FileChangeType.Changed, uri }]);
    }
    held.read = steps;
    const document = vscode.workspace.textDocuments.find((other) => other.uri.toString() === uri.toString());
    if (!document) held.base = steps;
    else rebase(document);
    return held;
  }

  /** An editor that is not dirty shows what was read last: from now on its edits are based on that. */
  function rebase(document: vscode.TextDocument): void {
    const held = opened.get(document.uri.toString());
    if (held && !document.isDirty && document.getText() === printPlanList(held.read)) held.base = held.read;
    check(document);
  }

  async function told<T>(uri: vscode.Uri, ask: () => Promise<T>): Promise<T> {
    try {
      return await ask();
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      if (error.kind === 'notFound') throw vscode.FileSystemError.FileNotFound(uri);
      throw vscode.FileSystemError.Unavailable(explain(error).reason);
    }
  }

  async function load(uri: vscode.Uri): Promise<Opened> {
    const run = runOf(uri);
    if (!run) throw vscode.FileSystemError.FileNotFound(uri);
    return take(uri, run, await told(uri, () => actions.readPlan(run)));
  }

  async function save(uri: vscode.Uri, text: string): Promise<void> {
    const held = opened.get(uri.toString()) ?? (await load(uri));
    const list = parsePlanList(text);
    const { changes, obstacles } = planChanges(held.base, list);
    const [problem] = list.problems;
    const [obstacle] = obstacles;
    const hindered = problem ? { span: problem.span, said: sayProblem(problem) } : undefined;
    const hindrance = hindered ?? (obstacle && { span: obstacle.span, said: sayObstacle(obstacle) });
    if (hindrance)
      throw vscode.FileSystemError.Unavailable(
        vscode.l10n.t('Nothing was saved. Line {0}: {1}', hindrance.span.line + 1, hindrance.said),
      );
    const added = changes.flatMap((change) => (change.kind === 'add' ? [change.step] : []));
    const statuses = changes.flatMap((change) =>
      change.kind === 'status' ? [{ stepId: change.stepId, status: change.to }] : [],
    );
    const outcome = await told(uri, () => actions.savePlan(held.run, added, statuses));
    held.base = outcome.steps;
    held.read = outcome.steps;
    held.mtime = Math.max(held.mtime + 1, Date.now());
    // New steps have ids now. VS Code takes what it has written for what is there, unless the file is younger than that.
    setTimeout(() => {
      held.mtime++;
      changed.fire([{ type: vscode.FileChangeType.Changed, uri }]);
    }, 100);
    if (outcome.error)
      void dialogs.showWarningMessage(
        vscode.l10n.t(
          'The steps were added, but the status of {0} was not set: {1} The list shows the plan as it is now.',
          outcome.failed,
          explain(outcome.error).reason,
        ),
      );
  }

  /** What saving could not do is said at its line before anybody saves. */
  function check(document: vscode.TextDocument): void {
    const held = opened.get(document.uri.toString());
    if (!held) return;
    const list = parsePlanList(document.getText());
    const at = (span: { readonly line: number; readonly start: number; readonly end: number }, said: string) => {
      const line = Math.min(span.line, document.lineCount - 1);
      const diagnostic = new vscode.Diagnostic(
        new vscode.Range(line, span.start, line, span.end),
        said,
        vscode.DiagnosticSeverity.Error,
      );
      diagnostic.source = 'Missions';
      return diagnostic;
    };
    problems.set(document.uri, [
      ...list.problems.map((problem) => at(problem.span, sayProblem(problem))),
      ...planChanges(held.base, list).obstacles.map((obstacle) => at(obstacle.span, sayObstacle(obstacle))),
    ]);
  }

  const files: vscode.FileSystemProvider = {
    onDidChangeFile: changed.event,
    async stat(uri) {
      const held = opened.get(uri.toString()) ?? (await load(uri));
      const size = new TextEncoder().encode(printPlanList(held.read)).length;
      return { type: vscode.FileType.File, ctime: 0, mtime: held.mtime, size };
    },
    async readFile(uri) {
      return new TextEncoder().encode(printPlanList((await load(uri)).read));
    },
    writeFile: (uri, content) => save(uri, new TextDecoder().decode(content)),
    watch: () => new vscode.Disposable(() => undefined),
    readDirectory: () => [],
    createDirectory: refuse,
    delete: refuse,
    rename: refuse,
  };

  const watching = new Map<string, () => void>();
  function look(editors: readonly vscode.TextEditor[]): void {
    const visible = new Map(editors.map(({ document: { uri } }) => [uri.toString(), runOf(uri)]));
    for (const [key, run] of visible)
      if (run && !watching.has(key)) watching.set(key, poller.watch({ kind: 'plan', ...run }));
    for (const [key, stop] of watching) {
      if (visible.has(key)) continue;
      watching.delete(key);
      stop();
    }
  }

  const unsubscribe = store.subscribe(({ plans }) => {
    for (const [key, { run }] of opened) {
      const steps = plans.has(run.runId) ? valueOf(store.plan(run.runId)) : undefined;
      if (steps) take(vscode.Uri.parse(key), run, steps);
    }
  });
  const registered = vscode.Disposable.from(
    changed,
    problems,
    new vscode.Disposable(unsubscribe),
    vscode.workspace.registerFileSystemProvider(planScheme, files, { isCaseSensitive: true }),
    vscode.workspace.onDidOpenTextDocument(rebase),
    vscode.workspace.onDidSaveTextDocument(rebase),
    vscode.workspace.onDidChangeTextDocument(({ document }) => rebase(document)),
    vscode.workspace.onDidCloseTextDocument(({ uri }) => {
      opened.delete(uri.toString());
      problems.delete(uri);
    }),
    vscode.window.onDidChangeVisibleTextEditors(look),
    new vscode.Disposable(() => look([])),
  );
  look(vscode.window.visibleTextEditors);

  return {
    async open(run, name) {
      const uri = uriOf(run, name);
      await actions.readPlan(run);
      await vscode.window.showTextDocument(await vscode.workspace.openTextDocument(uri), { preview: false });
    },
    dispose() {
      registered.dispose();
    },
  };
}

function refuse(uri: vscode.Uri): never {
  throw vscode.FileSystemError.NoPermissions(uri);
}

/** `missions-plan:/<mission id>/<run id>/<name>/plan.md`: the name is for people, only the ids count. */
function uriOf({ missionId, runId }: RunRef, name: string): vscode.Uri {
  const path = [missionId, runId].map(encodeURIComponent).join('/');
  return vscode.Uri.from({ scheme: planScheme, path: `/${path}/${nameInPath(name)}/plan.md` });
}

function runOf(uri: vscode.Uri): RunRef | undefined {
  if (uri.scheme !== planScheme) return undefined;
  const [, missionId, runId, , file] = uri.path.split('/');
  if (!missionId || !runId || file !== 'plan.md') return undefined;
  try {
    return { missionId: decodeURIComponent(missionId), runId: decodeURIComponent(runId) };
  } catch {
    return undefined;
  }
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
