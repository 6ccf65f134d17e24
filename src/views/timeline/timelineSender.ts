import { describeMissingEvents } from '../../errorMessages';
import type { EventColumns, EventSlice } from '../../model/eventColumns';
import type { EventShortfall, HostMessage } from '../../protocol/messages';
import { sentStep } from '../../protocol/sentSteps';
import type { SourceChange, TimelineSource } from './timelineSource';
import { timelineTexts } from './timelineTexts';

/** Number 0 is the empty string on both sides: it is never sent. */
const firstString = 1;

/** What is to be selected on the page. */
export type Revealed = { readonly eventId: string } | { readonly stepId: string };

/** What is known of a run, on its way to a webview: a snapshot, then what has changed since. */
export class TimelineSender {
  readonly #source: TimelineSource;
  readonly #send: (message: HostMessage) => void;
  /** The webview has said that it listens, and has been visible ever since. */
  #isReady = false;
  #revision = 0;
  /** How much of the event columns and of their strings the webview has. */
  #rowsSent = 0;
  #stringsSent = firstString;
  #toReveal: Revealed | undefined;
  #compared: TimelineSource | undefined;

  constructor(source: TimelineSource, send: (message: HostMessage) => void) {
    this.#source = source;
    this.#send = send;
  }

  /** The webview listens from now on: it gets everything. */
  start(): void {
    this.#isReady = true;
    this.#sendSnapshot();
  }

  /** The webview listens no more, until it is started again. */
  stop(): void {
    this.#isReady = false;
  }

  /** Sends everything again: the source is another. */
  restart(): void {
    if (this.#isReady) this.#sendSnapshot();
  }

  /** Selects it as soon as it is there. */
  reveal(what: Revealed): void {
    this.#toReveal = what;
    this.#sendReveal();
  }

  compare(other: TimelineSource | undefined): void {
    this.#compared = other;
    if (this.#isReady) this.#sendCompared();
  }

  sendChange({ run, plan, events, reset }: SourceChange): void {
    if (!this.#isReady) return;
    if (reset) {
      this.#sendSnapshot();
      return;
    }
    const source = this.#source;
    const header = run ? source.header() : undefined;
    const columns = source.columns();
    this.#send({
      kind: 'delta',
      revision: ++this.#revision,
      ...(header ? { run: header } : {}),
      ...(plan ? { steps: source.steps().map(sentStep) } : {}),
      ...(events && columns.length > this.#rowsSent ? { events: this.#takeSlice(columns) } : {}),
      freshness: source.freshness(),
      ...this.#shortfall(),
      now: source.now(),
    });
    if (events || plan) this.#sendReveal();
  }

  #sendSnapshot(): void {
    const source = this.#source;
    this.#rowsSent = 0;
    this.#stringsSent = firstString;
    const header = source.header();
    this.#send({
      kind: 'snapshot',
      revision: ++this.#revision,
      ...(header ? { run: header } : {}),
      steps: source.steps().map(sentStep),
      events: this.#takeSlice(source.columns()),
      freshness: source.freshness(),
      ...this.#shortfall(),
      now: source.now(),
      texts: timelineTexts(),
    });
    if (this.#compared) this.#sendCompared();
    this.#sendReveal();
  }

  /** The rows and strings that have not been sent. */
  #takeSlice(columns: EventColumns): EventSlice {
    const rows = columns.slice(this.#rowsSent, this.#stringsSent);
    this.#rowsSent = columns.length;
    this.#stringsSent = columns.strings.size;
    return rows;
  }

  #shortfall(): { readonly shortfall?: EventShortfall } {
    const gap = this.#source.gap();
    if (!gap) return {};
    const note = describeMissingEvents(gap, this.#source.columns().length);
    return { shortfall: { atLeast: gap.atLeast, ...(note === '' ? {} : { note }) } };
  }

  #sendCompared(): void {
    const compared = this.#compared;
    const run = compared?.header();
    const events = compared?.columns().slice(0, firstString);
    this.#send({
      kind: 'compare',
      ...(compared && run && events ? { other: { run, steps: compared.steps().map(sentStep), events } } : {}),
    });
  }

  #sendReveal(): void {
    const message = this.#toReveal && this.#revealOf(this.#toReveal);
    if (!message || !this.#isReady) return;
    this.#toReveal = undefined;
    this.#send(message);
  }

  /** Nothing while it is not there. */
  #revealOf(what: Revealed): HostMessage | undefined {
    if ('stepId' in what) {
      const { stepId } = what;
      return this.#source.steps().some((step) => step.stepId === stepId) ? { kind: 'revealStep', stepId } : undefined;
    }
    const index = this.#source.columns().indexOf(what.eventId);
    return index === undefined ? undefined : { kind: 'reveal', index };
  }
}
