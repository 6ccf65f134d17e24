import type { StepComparison } from '../../model/plan';
import type { ToolAnswer } from '../lines/answer';
import { comparisonLines } from '../lines/comparisonLines';
import { explainedRunLines } from '../lines/explainedRunLines';
import type { RunSummaryFacts } from '../lines/runSummary';
import { estimateTokens } from '../lines/tokens';

/** The most tokens that what is sent takes. */
const maxPromptTokens = 4000;
/** A model answers within what it takes in all. */
const maxPartOfModel = 0.5;

/** How many tokens what is sent to a model may take. */
export const promptTokens = (maxInputTokens: number): number =>
  Math.min(maxPromptTokens, Math.floor(maxInputTokens * maxPartOfModel));

/** What is explained: a run, or what two runs of a mission differ in. */
export type Explained =
  | { readonly kind: 'run'; readonly run: RunSummaryFacts }
  | {
      readonly kind: 'difference';
      readonly older: RunSummaryFacts;
      readonly newer: RunSummaryFacts;
      /** `here` is the newer run. */
      readonly steps: readonly StepComparison[];
    };

export type PromptOptions = {
  /** Only where a person has agreed to that. */
  readonly withPayloads: boolean;
  /** What the answer is to be in, in English. */
  readonly language: string;
};

/** What a model is asked, for the room (tokens) that there is for what others wrote. */
export function promptFor(explained: Explained, options: PromptOptions): (room: number) => ToolAnswer {
  const head = instructions(explained.kind, options.language);
  return (room) => ({ head, data: dataOf(explained, options, room), tail: tails[explained.kind] });
}

/** About what the instructions of a prompt take. */
export const instructionTokens = ({ kind }: Explained, { language }: PromptOptions): number =>
  estimateTokens([...instructions(kind, language), ...tails[kind]].join('\n')) + 20;

const tasks = {
  run: [
    'Explain this run of a Telnyx AI Mission to the person who is responsible for it.',
    'Say how far it got, what went wrong and what most likely caused that, and what the person can do next.',
  ],
  difference: [
    'Explain to the person who is responsible for these two runs of one Telnyx AI Mission why they differ.',
    'Say where they begin to differ, what most likely caused that, what it led to, and what the person can do next.',
  ],
};

const tails = {
  run: ['Explain the run now.'],
  difference: ['Explain the difference now.'],
};

const citations = {
  run: 'Cite each event that a statement rests on as [event ID], and each step as [step ID]',
  difference:
    'Cite each event that a statement rests on as [event ID], and each step as [step ID] for the newer run or as [older step ID] for the older one',
};

function instructions(kind: Explained['kind'], language: string): readonly string[] {
  return [
    ...tasks[kind],
    `Answer in ${language}, in at most 300 words, as Markdown with short paragraphs and lists. Begin with the most important sentence, without a heading.`,
    `${citations[kind]}, with the ID exactly as it stands in the data.`,
    'Say only what the data shows. Where it leaves something open, say so. Write no links, pictures, or HTML.',
  ];
}

function dataOf(explained: Explained, { withPayloads }: PromptOptions, room: number): readonly string[] {
  if (explained.kind === 'run') return explainedRunLines(explained.run, withPayloads, room);
  const { older, newer, steps } = explained;
  return [
    'The older run:',
    ...explainedRunLines(older, withPayloads, room * 0.33),
    'The newer run:',
    ...explainedRunLines(newer, withPayloads, room * 0.33),
    'Steps of both, by their IDs:',
    ...comparisonLines(steps, room * 0.33 - 30),
  ];
}
