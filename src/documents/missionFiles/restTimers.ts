/** Calls something for a key once nothing more has happened to it for a while. */
export interface RestTimers {
  /** Something has happened: what was to be called is called later, or this instead. */
  restart(key: string, onRest: () => void): void;
  dispose(): void;
}

export function createRestTimers(restMs: () => number): RestTimers {
  const timers = new Map<string, ReturnType<typeof setTimeout>>();
  return {
    restart(key, onRest) {
      clearTimeout(timers.get(key));
      const end = () => {
        timers.delete(key);
        onRest();
      };
      timers.set(key, setTimeout(end, restMs()));
    },
    dispose() {
      for (const timer of timers.values()) clearTimeout(timer);
    },
  };
}
