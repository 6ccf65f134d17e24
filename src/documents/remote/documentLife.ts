import type { Conflict, Written } from './remoteDocument';

/**
 * The life of a remote document between VS Code and Telnyx. What its edits are of stands in `documentRevisions.ts`;
 * whether it is dirty, VS Code alone knows, and says so with the events.
 */
export type DocumentLife = {
  /** Its unsaved edits outlived a reload of the window, and it was read because of them. */
  readonly isRestored: boolean;
  readonly save: SavePhase;
};

/** One try to save it. */
export type SaveAttempt = {
  readonly number: number;
  readonly isAutoSave: boolean;
  /** What VS Code has asked about when it was to be saved before. */
  readonly lastConflict: Conflict | undefined;
};

export type SavePhase =
  | { readonly kind: 'idle' }
  /** VS Code is about to write it, and asks for its `stat` before that. */
  | { readonly kind: 'announced'; readonly attempt: SaveAttempt }
  /** It is looked up whether that would be a conflict. */
  | { readonly kind: 'checking'; readonly attempt: SaveAttempt }
  /** VS Code was told of no conflict, and writes; of a conflict, and asks instead of writing. */
  | { readonly kind: 'checked'; readonly attempt: SaveAttempt; readonly conflict: Conflict | undefined }
  /** No `attempt`: no editor saves it, but another extension does. */
  | { readonly kind: 'writing'; readonly attempt: SaveAttempt | undefined }
  /** Telnyx has more or other than what was written, which the editor still shows. */
  | { readonly kind: 'unshown' }
  /** There is nothing any more to save it to. */
  | { readonly kind: 'deleted' };

export type WriteOutcome =
  | Written
  | { readonly kind: 'deleted'; readonly text: string }
  /** What it was has been said otherwise. */
  | { readonly kind: 'refused' };

export type LifeEvent =
  /** An editor has the document. `isLatest`: it is clean, and shows what was read last. */
  | { readonly kind: 'shown'; readonly isRead: boolean; readonly isDirty: boolean; readonly isLatest: boolean }
  | { readonly kind: 'saveAnnounced'; readonly isAutoSave: boolean }
  | { readonly kind: 'statRequested' }
  | { readonly kind: 'checked'; readonly attempt: number; readonly conflict: Conflict | undefined }
  | { readonly kind: 'writeStarted' }
  | { readonly kind: 'writeEnded'; readonly outcome: WriteOutcome }
  | { readonly kind: 'closed' };

export type LifeEffect =
  /** Reads it, so that the problems of restored edits are marked. */
  | { readonly kind: 'readRestored' }
  /** Edits are of what was read last, if the editor shows that. */
  | { readonly kind: 'setBase' }
  /** After a reload of the window the edits are there again, and are of the base of now. */
  | { readonly kind: 'keepBase' }
  | { readonly kind: 'dropBase' }
  | { readonly kind: 'markProblems' }
  | { readonly kind: 'checkConflict'; readonly attempt: number }
  | { readonly kind: 'allowOverwrite'; readonly conflict: Conflict }
  /** Has VS Code read it again. */
  | { readonly kind: 'showLatest' }
  /** Looks up what the editor shows. */
  | { readonly kind: 'settle' }
  | { readonly kind: 'warn'; readonly message: string }
  /** Keeps what can be done about it; what VS Code says of the save leads there. */
  | { readonly kind: 'offerResolution'; readonly conflict: Conflict }
  /** Keeps what can be made of the text; what VS Code says of the save leads there. */
  | { readonly kind: 'offerAnew'; readonly text: string }
  | { readonly kind: 'forget' };

export type LifeStep = { readonly life: DocumentLife; readonly effects: readonly LifeEffect[] };

const idle: SavePhase = { kind: 'idle' };

export const newLife: DocumentLife = { isRestored: false, save: idle };

/** What the life is after the event, and what is to be done, in this order. */
export function reduceLife(life: DocumentLife, event: LifeEvent): LifeStep {
  const { save } = life;
  switch (event.kind) {
    case 'shown':
      return shown(life, event);
    case 'saveAnnounced':
      return step(life, { kind: 'announced', attempt: nextAttempt(save, event.isAutoSave) });
    case 'statRequested':
      if (save.kind !== 'announced') return step(life, save);
      return step(life, { ...save, kind: 'checking' }, { kind: 'checkConflict', attempt: save.attempt.number });
    case 'checked':
      if (save.kind !== 'checking' || save.attempt.number !== event.attempt) return step(life, save);
      return step(life, { ...save, kind: 'checked', conflict: event.conflict });
    case 'writeStarted':
      return writeStarted(life);
    case 'writeEnded':
      return writeEnded(life, event.outcome);
    case 'closed':
      return { life: newLife, effects: [{ kind: 'dropBase' }, { kind: 'forget' }] };
  }
}

function step(life: DocumentLife, save: SavePhase, ...effects: readonly LifeEffect[]): LifeStep {
  return { life: { ...life, save }, effects };
}

const attemptOf = (save: SavePhase) => ('attempt' in save ? save.attempt : undefined);
const conflictOf = (save: SavePhase) => (save.kind === 'checked' ? save.conflict : undefined);

function nextAttempt(save: SavePhase, isAutoSave: boolean): SaveAttempt {
  const last = attemptOf(save);
  const lastConflict = conflictOf(save) ?? last?.lastConflict;
  return { number: (last?.number ?? 0) + 1, isAutoSave, lastConflict };
}

function writeStarted(life: DocumentLife): LifeStep {
  const attempt = attemptOf(life.save);
  const conflict = conflictOf(life.save);
  const writing: SavePhase = { kind: 'writing', attempt };
  // What VS Code has asked about, and what is still so.
  if (!conflict || conflict.text !== attempt?.lastConflict?.text) return step(life, writing);
  return step(life, writing, { kind: 'allowOverwrite', conflict });
}

function shown(life: DocumentLife, event: Extract<LifeEvent, { kind: 'shown' }>): LifeStep {
  if (!event.isRead) {
    if (!event.isDirty || life.isRestored) return { life, effects: [] };
    return { life: { ...life, isRestored: true }, effects: [{ kind: 'readRestored' }] };
  }
  if (event.isDirty) return { life, effects: [{ kind: 'keepBase' }, { kind: 'markProblems' }] };
  const effects: readonly LifeEffect[] = [{ kind: 'setBase' }, { kind: 'dropBase' }, { kind: 'markProblems' }];
  if (life.save.kind !== 'unshown') return { life, effects };
  // VS Code takes what it has written for what is there, unless the file is younger than that.
  if (!event.isLatest) return { life, effects: [...effects, { kind: 'showLatest' }] };
  return { life: { ...life, save: idle }, effects };
}

function writeEnded(life: DocumentLife, outcome: WriteOutcome): LifeStep {
  const { save } = life;
  // It may be about to be saved again.
  const to = (next: SavePhase, ...effects: readonly LifeEffect[]) =>
    step(life, save.kind === 'writing' ? next : save, ...effects);
  switch (outcome.kind) {
    case 'saved': {
      const { warning } = outcome;
      const warn = warning === undefined ? [] : [{ kind: 'warn', message: warning } as const];
      if (!outcome.differs) return to(idle, ...warn);
      // While VS Code is still saving it hears nothing: it tells when it has saved.
      const isSaving = save.kind !== 'writing' || save.attempt !== undefined;
      return to({ kind: 'unshown' }, ...warn, ...(isSaving ? [] : [{ kind: 'settle' } as const]));
    }
    case 'partly':
      return to(idle, { kind: 'settle' });
    case 'conflict':
      return to(idle, { kind: 'offerResolution', conflict: outcome });
    case 'deleted':
      return to({ kind: 'deleted' }, { kind: 'offerAnew', text: outcome.text });
    case 'refused':
      return to(idle);
  }
}
