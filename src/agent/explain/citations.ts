import { parseStepId } from '../../formats/plan/planStepId';
import type { Step } from '../../model/plan';
import type { RunRef } from '../../model/run';
import type { RunSummaryFacts } from '../lines/runSummary';
import { inertMarkdown } from './inertMarkdown';
import type { Explained } from './prompts';

/** Which of the runs that are explained; `only` where it is one alone. */
export type RunRole = 'only' | 'older' | 'newer';

/** An event or a step that a model has cited, and that there is. */
export type Cited = { readonly role: RunRole; readonly run: RunRef } & (
  | {
      readonly kind: 'event';
      readonly eventId: string;
      /** Epoch ms. */
      readonly timestamp: number;
      readonly type: string;
      readonly summary: string;
    }
  | { readonly kind: 'step'; readonly stepId: string; readonly description: string; readonly status: string }
);

type Source = { readonly role: RunRole; readonly facts: RunSummaryFacts; readonly steps: ReadonlyMap<string, Step> };

const maxCited = 100;
const maxIdsLength = 400;

/** `[event ID]`, `[older step ID]`, also with several IDs, or as the lines of the data have them. */
const citation = new RegExp(
  `[[<]\\s*((?:(?:older|newer)\\s+)?(?:event|step)\\b[^\\]>\\n]{1,${maxIdsLength}})[\\]>]`,
  'gi',
);
const stepComment = /<!--\s*step:[^]*?-->/g;
const onePart = /^(?:(older|newer)\s+)?(?:(event|step)\b[\s:]*)?(.*)$/i;
/** A citation that has not come whole yet. */
const unfinished = new RegExp(`[[<][^\\]>\\n]{0,${maxIdsLength}}$`);

/** Where a text has numbers of what it cites. */
export const citationNumbers = /(?<![\p{L}\p{N}_])\[(\d{1,3})\]/gu;

/** Stands for a citation while the text around it is made inert. */
const [open, close] = ['\uE000', '\uE001'];

/**
 * What a model's answer cites, by numbers in the order in which they come first. What it cites without its being there
 * gets no number. A number in brackets is nothing but that: a model cannot write one itself.
 */
export class Citations {
  readonly cited: Cited[] = [];
  readonly #numbers = new Map<string, number>();
  readonly #sources: readonly Source[];

  constructor(explained: Explained) {
    const source = (role: RunRole, facts: RunSummaryFacts): Source => {
      return { role, facts, steps: new Map(facts.steps?.map((step) => [step.stepId, step])) };
    };
    this.#sources =
      explained.kind === 'run'
        ? [source('only', explained.run)]
        : [source('newer', explained.newer), source('older', explained.older)];
  }

  /** A model's answer, as far as it has come, as inert Markdown with `[1]` where it cites something. */
  print(answer: string, isWhole: boolean): string {
    const known = (isWhole ? answer : answer.replace(unfinished, ''))
      .replaceAll(open, '')
      .replaceAll(close, '')
      .replace(stepComment, (comment) => {
        const stepId = parseStepId(comment);
        return (stepId === undefined ? undefined : this.#mark(undefined, 'step', stepId)) ?? comment;
      })
      .replace(citation, (whole, parts: string) => this.#markAll(parts) ?? whole);
    return (
      inertMarkdown(known)
        // `steps[1]` is none of these.
        .replace(/([\p{L}\p{N}_])\uE000/gu, '$1 [')
        .replaceAll(open, '[')
        .replaceAll(close, ']')
        // What now stands behind a number makes no link of it.
        .replace(/\](?=[([:])/g, '] ')
    );
  }

  /** Those of several IDs that are there; `undefined` where none is. */
  #markAll(text: string): string | undefined {
    const [, role, kind, id = ''] = onePart.exec(text) ?? [];
    const whole = this.#mark(role, kind, id);
    if (whole !== undefined) return whole;
    let [lastRole, lastKind] = [role, kind];
    const marks = text.split(/[,;]|\band\b/).flatMap((part) => {
      const [, ownRole, ownKind, ownId = ''] = onePart.exec(part.trim()) ?? [];
      lastKind = ownKind ?? lastKind;
      lastRole = ownKind === undefined ? lastRole : ownRole;
      return this.#mark(lastRole, lastKind, ownId) ?? [];
    });
    return marks.length === 0 ? undefined : marks.join('');
  }

  #mark(role: string | undefined, kind: string | undefined, text: string): string | undefined {
    const id = text.trim().replace(/^[`"'*]+|[`"'*]+$/g, '');
    const wanted = role?.toLowerCase();
    const sources = wanted === undefined ? this.#sources : this.#sources.filter((one) => one.role === wanted);
    for (const source of sources) {
      const found = kind?.toLowerCase() === 'event' ? eventOf(source, id) : stepOf(source, id);
      const number = found && this.#numberOf(found);
      if (number !== undefined) return `${open}${number}${close}`;
    }
    return undefined;
  }

  #numberOf(cited: Cited): number | undefined {
    const key = `${cited.run.runId} ${cited.kind} ${cited.kind === 'event' ? cited.eventId : cited.stepId}`;
    const known = this.#numbers.get(key);
    if (known !== undefined || this.cited.length === maxCited) return known;
    const number = this.cited.push(cited);
    this.#numbers.set(key, number);
    return number;
  }
}

const refOf = ({ facts: { run } }: Source): RunRef => ({ missionId: run.missionId, runId: run.runId });

function eventOf(source: Source, id: string): Cited | undefined {
  const columns = source.facts.events?.columns;
  const index = columns?.indexOf(id) ?? columns?.indexOf(id.toLowerCase());
  if (columns === undefined || index === undefined) return undefined;
  return {
    kind: 'event',
    role: source.role,
    run: refOf(source),
    eventId: columns.eventId(index),
    timestamp: columns.timestamp(index),
    type: columns.type(index),
    summary: columns.summary(index),
  };
}

function stepOf(source: Source, id: string): Cited | undefined {
  const step = source.steps.get(id);
  if (!step) return undefined;
  const { stepId, description, status } = step;
  return { kind: 'step', role: source.role, run: refOf(source), stepId, description, status };
}
