import * as vscode from 'vscode';
import type { AttentionWatch } from '../tracking/attention';
import { valueOf } from '../tracking/store/facts';
import type { Store } from '../tracking/store/store';
import { activeRunsText, attentionSentence, needsAttentionText } from './text/attentionTexts';
import { escapeMarkdown } from './text/markdown';
import { missionName } from './text/names';
import { formatTime } from './text/times';

/** How many of the runs that need a person are named in the tooltip. */
const maxNamed = 8;

/** How much goes on, and whether something needs a person. Nothing at all where nothing is going on. */
export function registerStatusBar(parts: { readonly store: Store; readonly attention: AttentionWatch }): {
  readonly item: vscode.StatusBarItem;
  dispose(): void;
} {
  const { store, attention } = parts;
  const item = vscode.window.createStatusBarItem('missions.status', vscode.StatusBarAlignment.Left, 50);
  item.name = vscode.l10n.t('Telnyx Missions');
  item.command = 'missions.showRecentRuns';

  function show(): void {
    const active = store.activeRuns().size;
    const asking = attention.asking();
    if (active + asking.size === 0) {
      item.hide();
      return;
    }
    const said = [activeRunsText(active), needsAttentionText(asking.size)].filter(Boolean).join(', ');
    item.text = asking.size > 0 ? `$(warning) ${active} · ${needsAttentionText(asking.size)}` : `$(pulse) ${active}`;
    item.backgroundColor = asking.size > 0 ? new vscode.ThemeColor('statusBarItem.warningBackground') : undefined;
    item.accessibilityInformation = { label: vscode.l10n.t('Telnyx Missions: {0}', said), role: 'button' };
    item.tooltip = tooltip(said);
    item.show();
  }

  /** Names of missions stand in it as text. */
  function tooltip(said: string): vscode.MarkdownString {
    const markdown = new vscode.MarkdownString(`**${escapeMarkdown(said)}**\n\n`);
    const now = store.now();
    for (const [runId, need] of [...attention.asking()].slice(0, maxNamed)) {
      const missionId = valueOf(store.run(runId))?.missionId;
      const name = missionName(missionId === undefined ? undefined : store.mission(missionId));
      markdown.appendMarkdown(`${escapeMarkdown(`${name}: ${attentionSentence(need, now) ?? ''}`)}\n\n`);
    }
    const read = store.missionList();
    const at = read.kind === 'loaded' ? read.at : read.kind === 'failed' ? read.last?.at : undefined;
    if (at !== undefined) markdown.appendMarkdown(escapeMarkdown(vscode.l10n.t('As of {0}', formatTime(at))));
    return markdown;
  }

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
