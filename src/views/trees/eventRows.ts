import * as vscode from 'vscode';
import { eventLook, type RunEvent } from '../../model/event';
import type { Mission } from '../../model/mission';
import { plainLine, shortLine } from '../../model/plainText';
import { eventTypeText } from '../text/eventTexts';
import { missionName } from '../text/names';
import { formatTime, formatWith } from '../text/times';
import { themeIcon, tooltip } from './rows';

/** `mission`: whose run logged it, where that is known. */
export function eventRow(event: RunEvent, mission: Mission | undefined, now: number): vscode.TreeItem {
  const type = eventTypeText(event.type);
  const summary = shortLine(event.summary);
  const item = new vscode.TreeItem(summary || type);
  const where = mission ? missionName(mission) : vscode.l10n.t('run {0}', plainLine(event.runId.slice(0, 8)));
  const time = formatClock(event.timestamp, now);
  const { icon, color } = eventLook(event.type);
  item.iconPath = themeIcon([icon, color]);
  item.description = `${time} · ${where}`;
  item.contextValue = 'event';
  item.tooltip = tooltip(plainLine(event.summary) || type, [
    [vscode.l10n.t('Type'), type],
    [vscode.l10n.t('Time'), formatTime(event.timestamp)],
    [vscode.l10n.t('Mission'), mission ? missionName(mission) : undefined],
    [vscode.l10n.t('Step'), event.stepId],
    [vscode.l10n.t('Agent'), event.agentId],
    [vscode.l10n.t('Run ID'), event.runId],
  ]);
  item.accessibilityInformation = { label: [type, summary, time, where].filter(Boolean).join(', ') };
  return item;
}

/** The time of the day; with the date where it is another one. */
function formatClock(ms: number, now: number): string {
  const today = new Date(ms).toDateString() === new Date(now).toDateString();
  return formatWith(ms, {
    ...(today ? {} : { month: 'short', day: 'numeric' }),
    hour: 'numeric',
    minute: '2-digit',
    second: '2-digit',
  });
}
