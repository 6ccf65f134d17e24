import * as vscode from 'vscode';
import { ApiError } from '../../api/apiError';
import { describeGap, describeError } from '../../errorMessages';
import { createEventLogText, type EventLogText } from '../../formats/log/eventLogText';
import type { EventColumns } from '../../model/eventColumns';
import type { Step } from '../../model/plan';
import type { RunRef } from '../../model/run';
import { timerMs, type Timing } from '../../model/timing';
import { readEvents } from '../../tracking/actions/readEvents';
import type { Poller } from '../../tracking/polling/poller';
import { gapOf } from '../../tracking/store/eventLogs';
import { valueOf } from '../../tracking/store/facts';
import type { Store } from '../../tracking/store/store';
import { documentShapes } from '../remote/documentShapes';
import { runOf } from '../remote/documentUri';
import { unavailable } from '../editors/unavailable';
import { knownPlan } from './knownPlan';
import { toBytes } from '../editors/utf8';

/** So much longer than for the events is waited for the plan, which names the steps; it may come later (ms). */
const maxPlanWaitMs = 1000;

export type EventLogParts = { readonly store: Store; readonly poller: Poller; readonly timing: Timing };

/** A log that VS Code was told of. */
export type OpenEventLog = {
  readonly uri: vscode.Uri;
  readonly run: RunRef;
  columns: EventColumns;
  log: EventLogText;
  /** The plan that names its steps, and the IDs of those that it has no name for. */
  plan: readonly Step[] | undefined;
  unnamed: ReadonlySet<string>;
  /** The last line, where events are missing. */
  note: string;
  /** Stops using the events. */
  readonly release: () => void;
  /** Grows with the text, so that VS Code reads it again. */
  mtime: number;
  /** In bytes, once somebody has asked. */
  size?: number | undefined;
  timer?: ReturnType<typeof setTimeout> | undefined;
};

/** The event logs that VS Code was told of, and their texts, which grow with what the store learns. */
export class OpenEventLogs {
  readonly #parts: EventLogParts;
  /** By URI. */
  readonly #logs = new Map<string, OpenEventLog>();

  constructor(parts: EventLogParts) {
    this.#parts = parts;
  }

  at(uri: vscode.Uri): OpenEventLog | undefined {
    return this.#logs.get(uri.toString());
  }

  /** However the mission was called when it was opened. */
  ofRun(runId: string): readonly OpenEventLog[] {
    return [...this.#logs.values()].filter(({ run }) => run.runId === runId);
  }

  /** Reads its events where nobody has yet. Throws errors of the file system. */
  async load(uri: vscode.Uri): Promise<OpenEventLog> {
    const run = runOf(uri, documentShapes.eventLog.ending);
    const known = this.at(uri);
    if (known) return known;
    if (!run) throw vscode.FileSystemError.FileNotFound(uri);
    const { store } = this.#parts;
    const release = store.useEvents(run.runId);
    try {
      const late = new AbortController();
      const named = knownPlan(this.#parts, run, late.signal).catch(() => undefined);
      const columns = await readEvents(this.#parts, run, new AbortController().signal, () => undefined);
      const timer = setTimeout(() => late.abort(), maxPlanWaitMs);
      await named;
      clearTimeout(timer);
      if (!columns) throw vscode.FileSystemError.FileNotFound(uri);
      const loaded = this.at(uri) ?? {
        uri,
        run,
        columns,
        ...this.#textOf(run, columns),
        note: '',
        release: store.useEvents(run.runId),
        mtime: Date.now(),
      };
      this.#logs.set(uri.toString(), loaded);
      this.extend(loaded);
      return loaded;
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      if (error.kind === 'notFound') throw vscode.FileSystemError.FileNotFound(uri);
      throw unavailable(describeError(error).reason);
    } finally {
      release();
    }
  }

  /** Takes in what the store has got since. Returns whether that changes the text. */
  extend(opened: OpenEventLog): boolean {
    const log = valueOf(this.#parts.store.events(opened.run.runId));
    const isRead = log !== undefined && log.columns !== opened.columns;
    if (isRead || this.#hasNewNames(opened)) {
      opened.columns = log?.columns ?? opened.columns;
      Object.assign(opened, this.#textOf(opened.run, opened.columns));
    }
    const gap = log && gapOf(log);
    const note = gap ? `# ${describeGap(gap, log.columns.length)}\n` : '';
    const isNew = note !== opened.note;
    opened.note = note;
    if (!opened.log.extend() && !isNew) return false;
    opened.mtime = Math.max(opened.mtime + 1, Date.now());
    opened.size = undefined;
    return true;
  }

  #textOf({ runId }: RunRef, columns: EventColumns): Pick<OpenEventLog, 'log' | 'plan' | 'unnamed'> {
    const plan = valueOf(this.#parts.store.plan(runId));
    const names = new Map(plan?.map((step) => [step.stepId, step.description]));
    const unnamed = new Set<string>();
    function nameOf(stepId: string): string {
      if (!names.has(stepId)) unnamed.add(stepId);
      return names.get(stepId) ?? stepId;
    }
    return { log: createEventLogText(columns, { nameOf }), plan, unnamed };
  }

  /** Whether a step has come into the plan that the text knows by its ID alone. */
  #hasNewNames(opened: OpenEventLog): boolean {
    const plan = valueOf(this.#parts.store.plan(opened.run.runId));
    if (plan === opened.plan) return false;
    opened.plan = plan;
    return plan?.some(({ stepId }) => opened.unnamed.has(stepId)) ?? false;
  }

  /**
   * Extends it in a while, if `isWanted` by then, and calls `onChange` where that changes the text. VS Code reads the
   * whole text again, so the longer it is the more rarely it is told.
   */
  scheduleExtend(opened: OpenEventLog, isWanted: () => boolean, onChange: () => void): void {
    const { timing } = this.#parts;
    const perMegabyteMs = (timing.eventLogRefreshPerMegabyteMs * opened.log.text().length) / 1_000_000;
    opened.timer ??= setTimeout(
      () => {
        opened.timer = undefined;
        if (isWanted() && this.extend(opened)) onChange();
      },
      timerMs(timing.eventLogRefreshMs + perMegabyteMs),
    );
  }

  close(key: string): void {
    const opened = this.#logs.get(key);
    clearTimeout(opened?.timer);
    opened?.release();
    this.#logs.delete(key);
  }

  dispose(): void {
    for (const key of [...this.#logs.keys()]) this.close(key);
  }
}

export function eventLogBytes({ uri, log, note }: OpenEventLog): Uint8Array {
  return toBytes(uri, log.text() + note);
}
