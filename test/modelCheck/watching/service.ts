/** How the service answers lists, as far as the contract leaves that open. */
export type Manners = {
  readonly order: 'newest' | 'oldest' | 'unordered';
  /** The most rows a page. */
  readonly cap: number;
  /** It names its cap in `meta`. */
  readonly tellsCap: boolean;
  /** What `total_results` counts at most. */
  readonly countsTo: number;
  /** Every page is the first one. */
  readonly ignoresNumber: boolean;
};

export type Row = {
  readonly id: string;
  /** Its place among those of a list that is in no order. */
  readonly place: number;
  /** Bytes that it has beside its fields. */
  readonly filling: number;
};
export type MissionRow = Row & { name: string };
export type StepRow = { readonly id: string; status: string };
export type RunRow = Row & {
  readonly missionId: string;
  readonly startedAt: number;
  status: string;
  finishedAt: number | undefined;
  /** As JSON, until it changes. */
  text?: string | undefined;
  readonly steps: StepRow[];
  events: EventRow[];
};
export type EventRow = Row & {
  readonly runId: string;
  readonly type: string;
  readonly at: number;
  /** As JSON, once it was asked for. */
  text?: string;
};

const encoder = new TextEncoder();

/** JSON in UTF-8. */
export type Answer = { readonly status: number; readonly body: Uint8Array };

export const answerOf = (status: number, json: string): Answer => ({ status, body: encoder.encode(json) });
export const notFound = answerOf(
  404,
  JSON.stringify({ errors: [{ code: '10005', title: 'Not found', detail: 'Not found' }] }),
);
/** Rows a page where nobody asks for a size; nobody asks for less. */
const defaultSize = 20;
const iso = (ms: number) => new Date(ms).toISOString();

/** Missions, runs and events of one account. What was created later comes later in each of its lists. */
export class WatchedService {
  missions: MissionRow[] = [];
  runs: RunRow[] = [];
  /** Some rows are large, or too large to be loaded. */
  hasLarge = false;
  /** All that was ever logged, by id. */
  readonly everLogged = new Map<string, EventRow>();
  #events: EventRow[] = [];
  #made = 0;
  #lastAt = 0;
  /** By what is asked: most is asked again and again. */
  readonly #answers = new Map<string, Answer>();

  constructor(
    readonly manners: Manners,
    readonly now: () => number,
  ) {}

  #row(filling = 0): Row {
    const number = ++this.#made;
    this.hasLarge ||= filling > 0;
    const id = `5b1f0c1e-0001-4000-8000-${String(number).padStart(12, '0')}`;
    return { id, place: (number * 2654435761) % 4294967296, filling };
  }

  /** Times that follow one another: no two are the same. */
  #at(): number {
    this.#lastAt = Math.max(this.now(), this.#lastAt + 1);
    return this.#lastAt;
  }

  addMission(filling = 0): MissionRow {
    const row = this.#row(filling);
    const mission = { ...row, name: `Mission ${this.#made}` };
    this.missions.push(mission);
    return mission;
  }

  addRun(missionId: string, status = 'running', filling = 0): RunRow {
    const startedAt = this.#at();
    const run: RunRow = {
      ...this.#row(filling),
      ...{ missionId, startedAt, status, steps: [], events: [] },
      finishedAt: isEnded(status) ? startedAt : undefined,
    };
    this.runs.push(run);
    return run;
  }

  log(run: RunRow, type: string, filling = 0): void {
    const event: EventRow = { ...this.#row(filling), runId: run.id, type, at: this.#at() };
    run.events.push(event);
    this.#events.push(event);
    this.everLogged.set(event.id, event);
  }

  setStatus(run: RunRow, status: string): void {
    run.status = status;
    run.text = undefined;
    run.finishedAt = isEnded(status) ? this.#at() : undefined;
  }

  /** Its runs go with it, and their events. */
  deleteMission(missionId: string): void {
    this.missions = this.missions.filter(({ id }) => id !== missionId);
    const gone = new Set(this.runs.filter((run) => run.missionId === missionId).map(({ id }) => id));
    this.runs = this.runs.filter(({ id }) => !gone.has(id));
    this.#events = this.#events.filter(({ runId }) => !gone.has(runId));
  }

  /** The older half of a log goes. */
  prune(run: RunRow): void {
    run.events = run.events.slice(run.events.length >> 1);
    const kept = new Set(run.events.map(({ id }) => id));
    this.#events = this.#events.filter(({ runId, id }) => runId !== run.id || kept.has(id));
  }

  /** The rows of a list that its first page has. */
  first<T extends Row>(rows: readonly T[], size = defaultSize): readonly T[] {
    return this.#listed(rows, 0, Math.min(this.manners.cap, size));
  }

  /** So many rows from a place on, in the order of the list. */
  #listed<T extends Row>(rows: readonly T[], from: number, size: number): readonly T[] {
    const { order } = this.manners;
    if (order === 'oldest') return rows.slice(from, from + size);
    if (order === 'unordered') return rows.toSorted((a, b) => a.place - b.place).slice(from, from + size);
    return rows.slice(Math.max(0, rows.length - from - size), Math.max(0, rows.length - from)).reverse();
  }

  get events(): readonly EventRow[] {
    return this.#events;
  }

  run(runId: string): RunRow | undefined {
    return this.runs.find(({ id }) => id === runId);
  }

  /** Something has changed: what was answered before is no answer any more. */
  forgetAnswers(): void {
    this.#answers.clear();
  }

  answer(url: URL): Answer {
    const known = this.#answers.get(url.href);
    if (known) return known;
    const json = this.#jsonOf(url);
    const answer = json === undefined ? notFound : answerOf(200, json);
    this.#answers.set(url.href, answer);
    return answer;
  }

  /** `undefined` where there is nothing. */
  #jsonOf(url: URL): string | undefined {
    const [, , , , first, second, third, fourth] = url.pathname.split('/');
    const page = <T extends Row>(rows: readonly T[], encode: (row: T) => string) => this.#page(url, rows, encode);
    if (first === undefined) return page(this.missions, encodeMission);
    if (first === 'events') {
      const type = url.searchParams.get('type');
      return page(
        this.#events.filter((event) => type === null || event.type === type),
        encodeEvent,
      );
    }
    if (first === 'runs') return page(this.#inStatus(this.runs, url), encodeRun);
    const mission = this.missions.find(({ id }) => id === first);
    if (!mission) return undefined;
    if (second === undefined) return `{"data":${encodeMission(mission)}}`;
    if (third === undefined)
      return page(
        this.#inStatus(
          this.runs.filter((run) => run.missionId === first),
          url,
        ),
        encodeRun,
      );
    const run = this.run(third);
    if (run?.missionId !== first) return undefined;
    if (fourth === undefined) return `{"data":${encodeRun(run)}}`;
    if (fourth === 'events') return page(run.events, encodeEvent);
    if (fourth === 'plan') return JSON.stringify({ data: run.steps.map((step) => encodeStep(run.id, step)) });
    return '{"data":[]}';
  }

  #inStatus(runs: readonly RunRow[], url: URL): readonly RunRow[] {
    const status = url.searchParams.get('status');
    return status === null ? runs : runs.filter((run) => run.status === status);
  }

  #page<T extends Row>(url: URL, rows: readonly T[], encode: (row: T) => string): string {
    const { cap, tellsCap, countsTo, ignoresNumber } = this.manners;
    const asked = Number(url.searchParams.get('page[size]') ?? defaultSize);
    const size = Math.min(asked, cap);
    const number = ignoresNumber ? 1 : Number(url.searchParams.get('page[number]') ?? 1);
    const from = (number - 1) * size;
    const listed = this.#listed(rows, from, size);
    const named = tellsCap ? size : asked;
    const total = Math.min(rows.length, countsTo);
    const meta = {
      ...{ total_results: total, total_pages: Math.ceil(total / named) },
      ...{ page_number: Number(url.searchParams.get('page[number]') ?? 1), page_size: named },
    };
    return `{"data":[${listed.map(encode).join(',')}],"meta":${JSON.stringify(meta)}}`;
  }
}

export const isEnded = (status: string) => ['succeeded', 'failed', 'cancelled'].includes(status);

const filled = ({ filling }: Row) => (filling > 0 ? { metadata: { filling: 'x'.repeat(filling) } } : {});

const beginning = iso(Date.UTC(2026, 0, 1));

function encodeMission(mission: MissionRow): string {
  const { id, name } = mission;
  const times = { created_at: beginning, updated_at: beginning };
  return JSON.stringify({ mission_id: id, name, execution_mode: 'external', ...times, ...filled(mission) });
}

const encodeRun = (run: RunRow): string => (run.text ??= runText(run));

function runText(run: RunRow): string {
  const { id, missionId, status, startedAt, finishedAt } = run;
  return JSON.stringify({
    ...{ run_id: id, mission_id: missionId, status },
    ...{ started_at: iso(startedAt), updated_at: iso(finishedAt ?? startedAt) },
    ...(finishedAt === undefined ? {} : { finished_at: iso(finishedAt) }),
    ...filled(run),
  });
}

const encodeEvent = (event: EventRow): string => (event.text ??= eventText(event));

function eventText({ id, runId, type, at, filling }: EventRow): string {
  const payload = filling > 0 ? { payload: { filling: 'x'.repeat(filling) } } : {};
  return JSON.stringify({ event_id: id, run_id: runId, type, summary: 'An event', timestamp: iso(at), ...payload });
}

function encodeStep(runId: string, { id, status }: StepRow): object {
  return { step_id: id, run_id: runId, description: id, sequence: 1, status };
}
