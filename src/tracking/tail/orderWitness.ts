import { orderOfSteps, stepsOf, type ListOrder } from '../paging/listOrder';

/** What is known of a list's order, from all that has come: it is revised whenever what comes contradicts it. */
export interface OrderWitness {
  readonly order: ListOrder | undefined;
  /** The times of its rows are in no order. */
  readonly isScattered: boolean;
  /** Rows that are new, as they stand in the list; their times are epoch ms. */
  sawRows(times: readonly number[]): void;
  /** What is new was found at that end: that says more than times do. */
  foundAt(order: 'newest' | 'oldest'): void;
}

export function createOrderWitness(): OrderWitness {
  let rising = 0;
  let falling = 0;
  let found: ListOrder | undefined;
  let byTimes: ListOrder | undefined;
  return {
    get order() {
      return found ?? byTimes;
    },
    get isScattered() {
      return byTimes === 'unordered';
    },
    sawRows(times) {
      const steps = stepsOf(times);
      rising += steps.rising;
      falling += steps.falling;
      const order = orderOfSteps({ rising, falling });
      if (order !== byTimes) found = undefined;
      byTimes = order;
    },
    foundAt(order) {
      found = order;
    },
  };
}
