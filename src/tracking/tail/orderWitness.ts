import { orderOfSteps, type ListOrder } from '../paging/listOrder';

/** What is known of a list's order, from all that has come: it is revised whenever what comes contradicts it. */
export interface OrderWitness {
  readonly order: ListOrder | undefined;
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
    sawRows(times) {
      for (let i = 1; i < times.length; i++) {
        const step = (times[i] ?? 0) - (times[i - 1] ?? 0);
        if (step > 0) rising++;
        else if (step < 0) falling++;
      }
      const order = orderOfSteps(rising, falling);
      if (order !== byTimes) found = undefined;
      byTimes = order;
    },
    foundAt(order) {
      found = order;
    },
  };
}
