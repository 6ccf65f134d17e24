import * as vscode from 'vscode';
import type { Timing } from './model/timing';
import type { PollIntervals } from './tracking/polling/pollScheduler';
import type { Tracking } from './tracking/tracking';

/** Reads a setting of the section `missions`. It may be anything: nobody checks what is written into the file. */
export type ReadSetting = (name: string) => unknown;

/** The limits are those of the manifest, where they only warn. */
function numberIn(value: unknown, limits: { minimum: number; maximum: number; fallback: number }): number {
  if (typeof value !== 'number' || !Number.isFinite(value)) return limits.fallback;
  return Math.min(limits.maximum, Math.max(limits.minimum, value));
}

/** How often is asked (ms). */
export function readPaces(read: ReadSetting, { settingSecondMs }: Timing): PollIntervals {
  const pace = (name: string, fallback: number, minimum: number, maximum: number) =>
    settingSecondMs * numberIn(read(`refreshInterval.${name}`), { minimum, maximum, fallback });
  return {
    timeline: pace('timeline', 2, 1, 300),
    active: pace('active', 5, 2, 600),
    idle: pace('idle', 60, 10, 3600),
  };
}

/** How long nothing may happen in a running run before it counts as stuck (ms). */
export function readStuckAfter(read: ReadSetting, { settingSecondMs }: Timing): number {
  const minutes = numberIn(read('stuckAfterMinutes'), { minimum: 1, maximum: 1440, fallback: 15 });
  return 60 * settingSecondMs * minutes;
}

/** Keeps what is tracked to the settings. */
export function followSettings({ poller, attention }: Pick<Tracking, 'poller' | 'attention'>, timing: Timing) {
  const apply = () => {
    const settings = vscode.workspace.getConfiguration('missions');
    const read: ReadSetting = (name) => settings.get<unknown>(name);
    poller.setIntervals(readPaces(read, timing));
    attention.setStuckAfter(readStuckAfter(read, timing));
  };
  apply();
  const changes = vscode.workspace.onDidChangeConfiguration((event) => {
    const names = ['missions.refreshInterval', 'missions.stuckAfterMinutes'];
    if (names.some((name) => event.affectsConfiguration(name))) apply();
  });
  return { apply, dispose: () => void changes.dispose() };
}
