/** What a person means, in terms of the timeline. Positions in px from the canvas's left and top edge. */
export type Action =
  | { readonly kind: 'zoom'; readonly factor: number; /** Absent: around the middle. */ readonly x?: number }
  /** To the right and down. */
  | { readonly kind: 'pan'; readonly pixels: number; readonly down?: number }
  | { readonly kind: 'hover'; readonly at: Point | undefined }
  | ({ readonly kind: 'click' } & Point)
  | ({ readonly kind: 'fitRow' } & Point)
  /** From one place to another. */
  | { readonly kind: 'measure'; readonly from: number; readonly to: number }
  | { readonly kind: 'moveRow'; readonly by: number }
  | { readonly kind: 'moveMark'; readonly by: 1 | -1 }
  | { readonly kind: 'error'; readonly by: 1 | -1 }
  | { [K in PlainAction]: { readonly kind: K } }[PlainAction];

/** The action of one kind. */
export type ActionOf<K extends Action['kind']> = Extract<Action, { readonly kind: K }>;

export type Point = { readonly x: number; readonly y: number };

/** What needs no word more. */
type PlainAction =
  | 'fit'
  | 'follow'
  | 'start'
  | 'end'
  | 'left'
  | 'right'
  | 'close'
  | 'open'
  | 'togglePause'
  | 'idle'
  | 'clock'
  | 'agents'
  | 'list'
  | 'filter'
  | 'expandAll'
  | 'collapseAll'
  | 'keys';
