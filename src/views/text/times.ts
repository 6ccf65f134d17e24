import * as vscode from 'vscode';
import { timerMs } from '../../model/timing';

/** Whether there is a time: one that could not be read is NaN, or 0 where something has to be counted from it. */
export function isKnownTime(ms: number): boolean {
  return ms > 0;
}

/** Says the instant (epoch ms) with these options, or that it is not known. */
export function formatWith(ms: number, options: Intl.DateTimeFormatOptions): string {
  if (!isKnownTime(ms)) return vscode.l10n.t('unknown time');
  return new Intl.DateTimeFormat(vscode.env.language, options).format(ms);
}

export function formatTime(ms: number): string {
  return formatWith(ms, { dateStyle: 'medium', timeStyle: 'medium' });
}

const clock = { hour: 'numeric', minute: '2-digit' } as const;

/** "Nov 24, 6:41 AM"; the year only where it is another one than now. */
export function formatDate(ms: number, now: number): string {
  const sameYear = new Date(ms).getFullYear() === new Date(now).getFullYear();
  return formatWith(ms, { ...(sameYear ? {} : { year: 'numeric' }), month: 'short', day: 'numeric', ...clock });
}

/** "Today 6:41 AM", "Yesterday 6:41 AM", "Nov 24, 6:41 AM": what is shown has to be renewed by `onNextDay`. */
export function formatDay(ms: number, now: number): string {
  const today = startOfDay(now, 0);
  if (ms >= today && ms < startOfDay(now, 1)) return vscode.l10n.t('Today {0}', formatWith(ms, clock));
  if (ms < today && ms >= startOfDay(now, -1)) return vscode.l10n.t('Yesterday {0}', formatWith(ms, clock));
  return formatDate(ms, now);
}

/** Calls back whenever a day begins by the clock (epoch ms), until the returned function is called. */
export function onNextDay(now: () => number, listener: () => void): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const wait = () => {
    const rest = startOfDay(now(), 1) - now();
    timer = setTimeout(
      () => {
        wait();
        listener();
      },
      timerMs(rest + 1),
    );
  };
  wait();
  return () => clearTimeout(timer);
}

function startOfDay(ms: number, daysLater: number): number {
  const day = new Date(ms);
  return new Date(day.getFullYear(), day.getMonth(), day.getDate() + daysLater).getTime();
}
