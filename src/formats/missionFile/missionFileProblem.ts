import type { TextRange } from './missionFileLayout';

/** What is wrong with a mission file, and where. `error`: it cannot be published as it is. */
export type MissionFileProblem = {
  readonly severity: 'error' | 'warning';
  readonly range: TextRange;
} & MissionFileProblemKind;

export type MissionFileProblemKind =
  /** The file does not begin with a line `---`. */
  | { readonly kind: 'noFrontMatter' }
  /** No second line `---` ends the front matter. */
  | { readonly kind: 'notClosed' }
  /** Git has left it where two changes conflict. */
  | { readonly kind: 'conflict' }
  /** A template's own words, where a person was to write. */
  | { readonly kind: 'placeholder' }
  /** The front matter is a list or a single value. */
  | { readonly kind: 'noKeys' }
  /** What the YAML parser says, in its own words. */
  | { readonly kind: 'yaml'; readonly message: string }
  | { readonly kind: 'duplicateKey'; readonly key: string }
  /** It is kept in the file and never published. */
  | { readonly kind: 'unknownKey'; readonly key: string }
  | { readonly kind: 'missingName' }
  /** A number, a list … where the API takes text: quotes fix the former. */
  | { readonly kind: 'notText'; readonly key: string }
  | { readonly kind: 'metadataNotAMap' }
  /** A mode that the contract does not name; the API has the last word. */
  | { readonly kind: 'unknownMode'; readonly value: string }
  /** Mission ids are UUIDs. */
  | { readonly kind: 'notAnId'; readonly value: string }
  /** What follows a text, and is a comment to YAML: `Call #12`. */
  | { readonly kind: 'cutOff'; readonly comment: string }
  /** `<<` has a meaning in YAML 1.1 only. In quotes it is a key like any other. */
  | { readonly kind: 'mergeKey' }
  /** A number whose JSON is another text than what stands there: a phone number without its `+`, `0xff`. */
  | { readonly kind: 'numberChanges'; readonly source: string; readonly reads: string }
  /** `.inf`, `.nan`, a list as a key: YAML can say it, JSON cannot. */
  | { readonly kind: 'notJson' }
  /** Two keys that differ in YAML and are one in JSON: `1` and `"1"`. */
  | { readonly kind: 'sameInJson'; readonly key: string }
  | { readonly kind: 'unknownAlias'; readonly alias: string }
  /** Aliases that hold themselves, or that grow beyond all measure. */
  | { readonly kind: 'tooLarge' }
  /** Maps and lists in each other, through aliases too. */
  | { readonly kind: 'tooDeep'; readonly levels: number }
  /** Reading it would hold everything else up: it is not read at all. */
  | { readonly kind: 'frontMatterTooLarge'; readonly characters: number }
  /** A NUL in the instructions: VS Code, Git and others take the file for a binary one. */
  | { readonly kind: 'binary' }
  /** A pull cannot change one part without the other, because an alias ties them. */
  | { readonly kind: 'tied' };

/** Takes a problem while a file is read; offsets count from the start of the YAML. */
export type Report = (severity: MissionFileProblem['severity'], range: TextRange, kind: MissionFileProblemKind) => void;
