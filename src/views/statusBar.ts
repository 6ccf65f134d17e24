import * as vscode from 'vscode';
import type { Attention } from '../model/attention';
import type { AttentionWatch } from '../tracking/attention';
import { valueOf } from '../tracking/store/facts';
import type { Store } from '../tracking/store/store';
import type { NoticedNeeds } from './noticedNeeds';
import { activeRunsText, attentionSentence, needsAttentionText } from './text/attentionTexts';
import { escapeMarkdown } from './text/markdown';
import { missionName, runName } from './text/names';
import { formatTime } from './text/times';

/** How many of the runs that need attention are named in the tooltip. */
const maxNamed = 8;

/**
 * How many runs are active, and whether some need attention; nothing at all where neither is so. In the color of
 * warnings only while something is new: what has been noticed is not warned of all day.
 */
export function registerStatusBar(parts: {
  readonly store: Store;
  readonly attention: AttentionWatch;
  readonly noticed: NoticedNeeds;
  readonly isDemo: () => boolean;
}): {
  readonly item: vscode.StatusBarItem;
  dispose(): void;
} {
  const { store, attention, noticed, isDemo } = parts;
  const item = vscode.window.createStatusBarItem('missions.status', vscode.StatusBarAlignment.Left, 50);
  item.name = vscode.l10n.t('Telnyx Missions');
  item.command = 'missions.showRecentRuns';

  function show(): void {
    const active = store.activeRuns().size;
    const asking = attention.asking().size;
    if (active + asking === 0) {
      item.hide();
      return;
    }
    const account = isDemo() ? vscode.l10n.t('Demo Account') : '';
    const needs = needsAttentionText(asking, attention.mayMoreAsk());
    const shown = [account, runsText(active), needs].filter(Boolean).join(' · ');
    const label = [account, activeRunsText(active), needs].filter(Boolean).join(', ');
    item.text = `${asking > 0 ? '$(warning)' : '$(pulse)'} ${shown}`;
    const isNew = noticed.hasNew();
    item.backgroundColor = isNew ? new vscode.ThemeColor('statusBarItem.warningBackground') : undefined;
    item.accessibilityInformation = { label: vscode.l10n.t('Telnyx Missions: {0}', label), role: 'button' };
    item.tooltip = tooltip(label);
    item.show();
  }

  /** Names of missions stand in it as text. */
  function tooltip(title: string): vscode.MarkdownString {
    const markdown = new vscode.MarkdownString(`**${escapeMarkdown(title)}**\n\n`);
    const now = store.now();
    const asks = ([, { kind }]: readonly [string, Attention]) => (kind === 'asks' ? 0 : 1);
    const needing = [...attention.asking()].sort((a, b) => asks(a) - asks(b));
    for (const [runId, need] of needing.slice(0, maxNamed)) {
      const run = valueOf(store.run(runId));
      const name = run ? runName(run, store) : missionName(undefined);
      markdown.appendMarkdown(`${escapeMarkdown(`${name}: ${attentionSentence(need, now) ?? ''}`)}\n\n`);
    }
    const read = store.missionList();
    const at = read.kind === 'loaded' ? read.at : read.kind === 'failed' ? read.last?.at : undefined;
    if (at !== undefined) markdown.appendMarkdown(escapeMarkdown(vscode.l10n.t('As of {0}', formatTime(at))));
    return markdown;
  }

  noticed.subscribe(show);
  const stops = [
    store.subscribe(({ runs, missions, activityChanged: stirs }) => {
      if (runs.size + missions.size + stirs.size > 0) show();
    }),
    attention.subscribe(show),
  ];
  return {
    item,
    dispose() {
      for (const stop of stops) stop();
      item.dispose();
    },
  };
}

function runsText(count: number): string {
  if (count === 0) return '';
  return count === 1 ? vscode.l10n.t('1 run') : vscode.l10n.t('{0} runs', count);
}
