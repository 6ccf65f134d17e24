import { describe, expect, it } from 'vitest';
import { attentionOf, type Attention } from '../../src/model/attention';
import { runCan, runStatuses } from '../../src/model/run';
import { runContext, type RunContextFacts } from '../../src/views/trees/runContext';
import { activityViewId, allViewIds, missionsViewId, runViewIds } from '../../src/views/trees/treeHandles';
import { manifest, said, type MenuEntry } from '../harness/manifest';
import { holds, type WhenContext } from '../harness/whenClause';

const { commands, keybindings, menus, submenus, viewsWelcome } = manifest.contributes;

/** What the extension tells the menus at any time. */
const always: WhenContext = {
  'missions.account': 'key',
  'missions.hasAccount': true,
  'missions.views': allViewIds,
  'missions.runViews': runViewIds,
  isWorkspaceTrusted: true,
  chatIsEnabled: true,
  workspaceFolderCount: 1,
};

type Row = { readonly name: string; readonly context: WhenContext };

const attentions: readonly (Attention | undefined)[] = [
  undefined,
  { kind: 'failed' },
  { kind: 'paused' },
  { kind: 'asks', question: { eventId: 'e', runId: 'r', at: 1, text: 'Which one?', choices: [] } },
  { kind: 'stuck', since: 1 },
  { kind: 'leftBehind', why: 'notClosed' },
  { kind: 'leftBehind', why: 'openSteps' },
  { kind: 'leftBehind', why: 'noSummary' },
];

/** Whether a run in that status can need a person for that reason. */
function canNeed(status: string, attention: Attention | undefined): boolean {
  switch (attention?.kind) {
    case undefined:
      return true;
    case 'asks':
      return status === 'paused';
    case 'failed':
    case 'paused':
      return status === attention.kind;
    case 'stuck':
      return status === 'running';
    case 'leftBehind':
      return attention.why === 'notClosed'
        ? !['succeeded', 'failed', 'cancelled'].includes(status)
        : status === 'succeeded';
  }
}

const cases = <T, U>(these: readonly T[], make: (one: T) => readonly U[]): U[] => these.flatMap(make);

/** Every run that there can be. */
const runs: readonly RunContextFacts[] = cases([...runStatuses, 'on_hold'], (status) =>
  cases(['', 'Done'], (resultSummary) =>
    cases([undefined, { done: 1, total: 2 }, { done: 2, total: 2 }], (progress) =>
      cases(
        attentions.filter((one) => canNeed(status, one)),
        (attention) =>
          cases([false, true], (busy) =>
            [false, true].map((waits) => ({ run: { status, resultSummary }, progress, attention, busy, waits })),
          ),
      ),
    ),
  ),
);

const rowOf = (view: string, viewItem: string, more: WhenContext = {}): Row => ({
  name: `${view} ${viewItem}`,
  context: { ...always, view, viewItem, ...more },
});
const missionRow = rowOf(missionsViewId, 'mission');
const runItems = [...new Set(runs.map(runContext))];
const runRows = runViewIds.flatMap((view) => runItems.map((item) => rowOf(view, item)));
const otherItems = ['step', 'agent', 'toolGroup', 'knowledgeBaseGroup', 'mcpServerGroup', 'resource', 'note'];
const otherRows = [
  ...otherItems.map((item) => rowOf(missionsViewId, item)),
  ...['event', 'note'].map((item) => rowOf(activityViewId, item)),
];
const rows: readonly Row[] = [missionRow, ...runRows, ...otherRows];
const manyRows = rows.map(({ name, context }) => ({
  name: `many ${name}`,
  context: { ...context, listMultiSelection: true },
}));

const shownIn = (menu: string, context: WhenContext): readonly MenuEntry[] =>
  (menus[menu] ?? []).filter(({ when }) => holds(when, context));

const isInline = ({ group = '' }: MenuEntry) => group.startsWith('inline');
const nameOf = ({ command, submenu }: MenuEntry) => (command ?? submenu ?? '').replace('missions.', '');

/** What the menu of a row shows, in order: those at its first level. */
function menuOf({ context }: Row): readonly string[] {
  const [groups, orders] = [groupOf, orderOf];
  return shownIn('view/item/context', context)
    .filter((entry) => !isInline(entry))
    .sort((a, b) => groups(a).localeCompare(groups(b), 'en') || orders(a) - orders(b))
    .map(nameOf);
}

const groupOf = ({ group = '' }: MenuEntry) => group.split('@')[0] ?? '';
const orderOf = ({ group = '' }: MenuEntry) => Number(group.split('@')[1]);

const inlineOf = ({ context }: Row) => shownIn('view/item/context', context).filter(isInline).map(nameOf);
const submenuOf = (submenu: string, { context }: Row) => shownIn(`missions.${submenu}`, context).map(nameOf);

const destructive = ['cancelRun', 'deleteMission', 'deleteResource', 'unlinkAgent'];

describe('the menu of a row', () => {
  it('has at most twelve entries at its first level', () => {
    for (const row of [...rows, ...manyRows]) expect(menuOf(row).length, row.name).toBeLessThanOrEqual(12);
    expect(menuOf(missionRow)).toHaveLength(12);
    expect(Math.max(...runRows.map((row) => menuOf(row).length))).toBe(12);
  });

  it('has what cannot be undone at its end', () => {
    for (const row of [...rows, ...manyRows]) {
      const menu = menuOf(row);
      const last = menu.slice(-destructive.filter((one) => menu.includes(one)).length);
      if (menu.some((one) => destructive.includes(one)))
        expect(
          last.every((one) => destructive.includes(one)),
          `${row.name}: ${menu.join(', ')}`,
        ).toBe(true);
    }
  });

  it('has something in each of its submenus, each of which is declared and has a label', () => {
    for (const row of rows)
      for (const submenu of submenus.map(({ id }) => id.replace('missions.', '')))
        if (menuOf(row).includes(submenu))
          expect(submenuOf(submenu, row).length, `${row.name} ${submenu}`).toBeGreaterThan(1);
    const used = Object.values(menus).flatMap((entries) => entries.flatMap(({ submenu }) => submenu ?? []));
    // Of one that is twice in a menu, VS Code shows the first alone.
    expect(new Set(used).size).toBe(used.length);
    expect([...new Set(used)].sort()).toEqual(submenus.map(({ id }) => id).sort());
    for (const { label } of submenus) expect(said(label), label).not.toBe(label);
  });

  it('offers nothing for several rows that can be done to one alone', () => {
    const many = ['pauseRun', 'resumeRun', 'cancelRun', 'deleteMission'];
    for (const row of manyRows)
      expect(
        menuOf(row).filter((one) => !many.includes(one)),
        row.name,
      ).toEqual([]);
  });

  it('offers only what acts on that row', () => {
    for (const row of runRows)
      expect([...menuOf(row), ...submenuOf('agents', row)], row.name).not.toContain('unlinkAgent');
    for (const item of ['agent', 'step', 'note', 'resource'])
      expect(menuOf(rowOf(missionsViewId, item)).filter((one) => one.endsWith('Run'))).toEqual([]);
    expect(menuOf(rowOf(missionsViewId, 'agent'))).toEqual(['unlinkAgent']);
    expect(rows.filter((row) => row.name.endsWith('note')).flatMap(menuOf)).toEqual([]);
  });

  it('of another extension is left alone', () => {
    for (const item of ['run', 'mission', 'step', 'run pausable cancelable'])
      expect([...menuOf(rowOf('other.view', item)), ...inlineOf(rowOf('other.view', item))]).toEqual([]);
  });
});

describe('the buttons of a row', () => {
  it('are two at most, and what cannot be undone is never beside another', () => {
    for (const row of [...rows, ...manyRows]) {
      const inline = inlineOf(row);
      expect(inline.length, `${row.name}: ${inline.join(', ')}`).toBeLessThanOrEqual(2);
      if (inline.some((one) => destructive.includes(one))) expect(inline, row.name).toHaveLength(1);
    }
    expect(inlineOf(missionRow)).toEqual(['startRun', 'editInstructions']);
  });
});

describe('what is offered for a run', () => {
  const offered = (facts: RunContextFacts) => {
    const row = rowOf(missionsViewId, runContext(facts));
    return { menu: menuOf(row), inline: inlineOf(row) };
  };

  it('can be done to it', () => {
    const needs = {
      pauseRun: 'pausable',
      resumeRun: 'resumable',
      cancelRun: 'cancelable',
      completeRun: 'completable',
      runAgain: 'repeatable',
    } as const;
    for (const facts of runs) {
      const { menu, inline } = offered(facts);
      for (const [command, capability] of Object.entries(needs)) {
        const can = !facts.busy && runCan(facts.run).includes(capability);
        expect(menu.includes(command), `${command} ${JSON.stringify(facts)}`).toBe(can);
        if (inline.includes(command)) expect(can, `${command} ${JSON.stringify(facts)}`).toBe(true);
      }
    }
  });

  it('is Skip Open Steps where its steps alone were left open, and Complete Run where it was', () => {
    const run = { status: 'succeeded', resultSummary: 'Done' };
    const left = { run, progress: { done: 1, total: 2 }, busy: false, waits: false };
    const steps = attentionOf({
      run: { ...run, runId: 'r', missionId: 'm', startedAt: 1, updatedAt: 1 },
      steps: [{ stepId: 's', description: 'S', status: 'pending', sequence: 1 }],
      ...{ lastActivityAt: 1, probedAt: 2, stuckAfter: 10, closingMs: 10 },
    });
    expect(offered({ ...left, attention: steps }).inline).toEqual(['skipOpenSteps', 'openTimeline']);
    expect(offered({ ...left, attention: steps }).menu).toContain('skipOpenSteps');
    const active = {
      ...left,
      run: { status: 'running' },
      attention: { kind: 'leftBehind', why: 'notClosed' },
    } as const;
    expect(offered(active).inline).toEqual(['completeRun', 'openTimeline']);
  });

  it('is one of them at most: no run is offered both as its first help', () => {
    for (const facts of runs)
      expect(offered(facts).inline.filter((one) => one !== 'openTimeline').length).toBeLessThan(2);
  });
});

describe('every menu', () => {
  const editors = [
    {},
    { resourceScheme: 'file', resourceFilename: 'a.mission.md' },
    { resourceScheme: 'missions', resourceFilename: 'new run.newrun.json' },
    { resourceScheme: 'missions-log', resourceFilename: 'run.missions-log' },
    { resourceScheme: 'missions-readonly', resourceFilename: 'run.result.txt', isInDiffEditor: true },
  ];
  const folder = { explorerResourceIsFolder: true };
  const switches = [
    {},
    { 'missions.filtered': true, 'missions.runsFiltered': true, 'missions.activityFiltered': true },
    { 'missions.loadingMissions': true },
    { 'missions.account': 'demo' },
    { 'missions.account': 'none', 'missions.hasAccount': false },
  ];
  /** A timeline in which everything can be done. */
  const timeline = {
    webviewId: 'missions.timeline',
    missionsActs: 'setStepStatus answer pause resume completeRun skipOpenSteps runAgain cancel logEvent compare',
  };
  const contexts: readonly WhenContext[] = [
    ...[...rows, ...manyRows].map(({ context }) => context),
    ...allViewIds.flatMap((view) => switches.map((more) => ({ ...always, view, ...more }))),
    ...[...editors, folder].map((editor) => ({ ...always, ...editor })),
    ...['run', 'step', 'event'].map((webviewSection) => ({ ...always, ...timeline, webviewSection })),
  ];

  it('has no two entries of a group in the same place, and none twice', () => {
    for (const [menu, entries] of Object.entries(menus)) {
      if (menu === 'commandPalette' || menu === 'file/newFile') continue;
      for (const entry of entries) expect(entry.group, `${menu} ${nameOf(entry)}`).toMatch(/^\w+@\d+$/);
      for (const context of contexts) {
        const shown = shownIn(menu, context);
        const groups = shown.map(({ group }) => group);
        expect(new Set(groups).size, `${menu} ${JSON.stringify(context)}: ${groups.join(' ')}`).toBe(groups.length);
        const names = shown.filter((entry) => !isInline(entry)).map(nameOf);
        expect(new Set(names).size, `${menu}: ${names.join(' ')}`).toBe(names.length);
      }
    }
  });

  it('shows each of its entries somewhere', () => {
    for (const [menu, entries] of Object.entries(menus)) {
      if (menu === 'commandPalette') continue;
      for (const entry of entries)
        expect(
          contexts.some((context) => holds(entry.when, context)),
          `${menu} ${nameOf(entry)}`,
        ).toBe(true);
    }
  });

  it('offers Run with Agent where chat is there, for missions, runs, and mission files', () => {
    const inChat = (menu: string, context: WhenContext) =>
      [true, false].map((chatIsEnabled) =>
        shownIn(menu, { ...context, chatIsEnabled })
          .map(nameOf)
          .includes('runWithAgent'),
      );
    const file = { ...always, resourceScheme: 'file', resourceFilename: 'a.mission.md' };
    expect(inChat('view/item/context', missionRow.context)).toEqual([true, false]);
    expect(inChat('missions.agents', rowOf(missionsViewId, 'run').context)).toEqual([true, false]);
    expect(inChat('editor/title/run', file)).toEqual([true, false]);
    for (const not of [{ isWorkspaceTrusted: false }, { 'missions.hasAccount': false }])
      expect(inChat('editor/title/run', { ...file, ...not })).toEqual([false, false]);
  });

  it('offers to explain runs and differences where chat or a language model is there', () => {
    const places: readonly (readonly [string, WhenContext])[] = [
      ['missions.agents', rowOf(missionsViewId, 'run').context],
      ['missions.compareWith', rowOf(missionsViewId, 'run').context],
      ['webview/context', { ...always, ...timeline, webviewSection: 'run' }],
      ['editor/title', { ...always, ...editors.at(-1) }],
    ];
    const offered = (more: WhenContext) =>
      places.map(([menu, context]) =>
        shownIn(menu, { ...context, ...more })
          .map(nameOf)
          .filter((name) => name.startsWith('explain')),
      );
    const all = [['explainRun'], ['explainDifference'], ['explainRun', 'explainDifference'], ['explainDifference']];
    expect(offered({ chatIsEnabled: true })).toEqual(all);
    expect(offered({ chatIsEnabled: false, chatModelsAreUserSelectable: true })).toEqual(all);
    expect(offered({ chatIsEnabled: false })).toEqual([[], [], [], []]);
  });

  it('asks whether there is an account by one key', () => {
    expect(JSON.stringify([menus, manifest.contributes.views, viewsWelcome])).not.toContain('missions.account =~');
  });

  it('in the title of the Missions view begins with Create Mission, then the filter and Refresh', () => {
    const title = (more: WhenContext) =>
      shownIn('view/title', { ...always, view: missionsViewId, ...more })
        .filter(({ group = '' }) => group.startsWith('navigation'))
        .sort((a, b) => orderOf(a) - orderOf(b))
        .map(nameOf);
    expect(title({})).toEqual(['createMission', 'filterMissions', 'refresh']);
    expect(title({ 'missions.filtered': true })).toEqual(['createMission', 'clearMissionFilter', 'refresh']);
    expect(title({ 'missions.loadingMissions': true })[0]).toBe('stopLoadingMissions');
    expect(title({ 'missions.account': 'none', 'missions.hasAccount': false })).toEqual([]);
  });
});

describe('the palette', () => {
  /** Those that VS Code makes for our views: “Focus on … View”. */
  const ofViews = allViewIds.length;
  const entries = (context: WhenContext) =>
    commands.filter(
      ({ command, enablement }) =>
        holds(enablement, context) &&
        (menus.commandPalette ?? [])
          .filter((entry) => entry.command === command)
          .every(({ when }) => holds(when, context)),
    );

  it.each([
    ['no editor', {}],
    ['a mission file', { resourceScheme: 'file', resourceFilename: 'a.mission.md' }],
    ['an input of a run', { resourceScheme: 'missions', resourceFilename: 'new run.newrun.json' }],
  ])('has at most 45 entries of ours with %s', (_, editor) => {
    for (const account of ['none', 'key', 'demo', 'badBaseUrl'])
      for (const isFiltered of [false, true]) {
        const filters = ['filtered', 'runsFiltered', 'activityFiltered'].map((key) => [`missions.${key}`, isFiltered]);
        const context = {
          ...always,
          ...editor,
          'missions.account': account,
          'missions.asking': true,
          ...Object.fromEntries(filters),
        } as WhenContext;
        expect(entries(context).length + ofViews, account).toBeLessThanOrEqual(45);
      }
  });

  it('has none twice, and none that needs a row', () => {
    const hidden = (menus.commandPalette ?? []).filter(({ when }) => when === 'false').map(nameOf);
    expect(new Set((menus.commandPalette ?? []).map(nameOf)).size).toBe(menus.commandPalette?.length);
    for (const command of ['copyStepId', 'openEventJson', 'unlinkAgent', 'addSubStep', 'loadMoreRuns'])
      expect(hidden).toContain(command);
    // What is in no menu either could be found nowhere.
    const offered = new Set(
      Object.entries(menus).flatMap(([menu, some]) => (menu === 'commandPalette' ? [] : some.map(nameOf))),
    );
    const ofRows = ['loadMoreRuns', 'loadMoreMissions', 'loadMoreRecentRuns', 'loadMoreActivity', 'showRecentRuns'];
    expect(hidden.filter((command) => !offered.has(command) && !ofRows.includes(command))).toEqual([]);
  });
});

describe('the keybindings', () => {
  const bound = (key: string, context: WhenContext) =>
    keybindings
      .filter((one) => one.key === key && holds(one.when, { ...always, ...context }))
      .map(({ command }) => command);
  const inView = (view: string, selected?: string): WhenContext => ({
    focusedView: view,
    listFocus: true,
    'missions.selected': selected,
  });

  it('act in the views on what is selected, and nowhere else', () => {
    expect(bound('f2', inView(missionsViewId, 'mission'))).toEqual(['missions.renameMission']);
    expect(bound('delete', inView(missionsViewId, 'mission'))).toEqual(['missions.deleteMission']);
    expect(bound('delete', inView(missionsViewId, 'resource'))).toEqual(['missions.deleteResource']);
    expect(bound('delete', inView(missionsViewId, 'agent'))).toEqual(['missions.unlinkAgent']);
    for (const selected of ['run', 'step', 'note', undefined])
      for (const key of ['f2', 'delete']) expect(bound(key, inView(missionsViewId, selected))).toEqual([]);
    for (const view of allViewIds) expect(bound('space', inView(view))).toEqual(['list.select']);
    for (const { key } of keybindings) {
      expect(bound(key, { ...inView(missionsViewId, 'mission'), inputFocus: true })).toEqual([]);
      expect(bound(key, inView('workbench.explorer.fileView', 'mission'))).toEqual([]);
    }
  });

  it('start the run whose input is open', () => {
    const input = { resourceScheme: 'missions', resourceFilename: 'new run.newrun.json', editorTextFocus: true };
    expect(bound('ctrl+enter', input)).toEqual(['missions.startRunFromDocument']);
    expect(bound('ctrl+enter', { ...input, resourceScheme: 'file' })).toEqual([]);
  });
});

it('shows one welcome at most in a view', () => {
  const states = ['account', 'filter', undefined];
  for (const view of allViewIds)
    for (const account of ['none', 'badBaseUrl', 'key', 'demo'])
      for (const state of states) {
        const empty = ['missionsEmpty', 'runsEmpty', 'activityEmpty'].map((key) => [`missions.${key}`, state]);
        const context = {
          ...always,
          ...(Object.fromEntries(empty) as WhenContext),
          ...{ 'missions.account': account, 'missions.hasAccount': ['key', 'demo'].includes(account) },
        };
        const shown = viewsWelcome.filter((welcome) => welcome.view === view && holds(welcome.when, context));
        const wanted = context['missions.hasAccount'] ? (state ? 1 : 0) : view === missionsViewId ? 1 : 0;
        expect(shown, `${view} ${account} ${state ?? ''}`).toHaveLength(wanted);
      }
});
