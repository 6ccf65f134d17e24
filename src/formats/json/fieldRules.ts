/** What a field that can be changed may be. */
export type FieldRule = {
  readonly kind: 'text' | 'object';
  /** It has to say something. */
  readonly required?: true;
  /** Telnyx takes another value for it, but cannot do without it once it is there. */
  readonly stays?: true;
};
/** The fields that can be changed, by name; all others are read-only. */
export type FieldRules = Readonly<Record<string, FieldRule>>;

const text = { kind: 'text' } as const;
const object = { kind: 'object' } as const;

/** What can be changed of a mission. Telnyx replaces the whole definition, so that all but the first can go. */
export const missionRules = {
  name: { ...text, required: true },
  description: text,
  model: text,
  instructions: text,
  execution_mode: { ...text, required: true },
  metadata: object,
} as const satisfies FieldRules;

/** What can be changed of a run: values are set, and none can be taken away. */
export const runRules = {
  status: { ...text, required: true },
  metadata: { ...object, stays: true },
  result_summary: { ...text, stays: true },
  result_payload: { ...object, stays: true },
  error: { ...text, stays: true },
} as const satisfies FieldRules;

export const stepRules = {
  status: { ...text, required: true },
  metadata: { ...object, stays: true },
} as const satisfies FieldRules;
