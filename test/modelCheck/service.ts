import { fieldOf, same, type Moment, type Past, type Thing, type ThingKind } from './things';

/** The service as the contract has it, for one account: what is there, and what a request makes of it. */
export class Service {
  readonly things = new Map<string, Thing>();
  #made = 0;
  /** From now on its ids are unlike those of every other. */
  isFurnished = false;

  constructor(
    readonly name: 'A' | 'B',
    /** What it has at first has the ids of the service that is called so. */
    readonly ids: 'A' | 'B',
    readonly tick: () => Moment,
    readonly now: () => number,
  ) {}

  all(kind: ThingKind, of?: string): Thing[] {
    return [...this.things.values()].filter(
      (thing) => thing.kind === kind && !thing.died && (of === undefined || thing.of === of),
    );
  }

  find(kind: ThingKind, id: string, of?: string): Thing | undefined {
    return this.all(kind, of).find((thing) => thing.id === id);
  }

  /** A UUID. */
  newId(): string {
    return `5b1f0c1e-000${this.isFurnished ? this.name : this.ids}-4000-8000-${String(++this.#made).padStart(12, '0')}`;
  }

  make(kind: ThingKind, fields: Readonly<Record<string, unknown>>, by: string, of?: string, id = this.newId()): Thing {
    const born: Past = { value: undefined, since: this.tick(), by };
    const thing: Thing = {
      key: `${kind} ${this.things.size} ${id}`,
      kind,
      id,
      of,
      born,
      fields: new Map(Object.entries(fields).map(([name, value]) => [name, [{ ...born, value }]])),
      updatedAt: this.now(),
    };
    this.things.set(thing.key, thing);
    return thing;
  }

  /** What is `undefined` goes. */
  change(thing: Thing, fields: Readonly<Record<string, unknown>>, by: string): void {
    for (const [name, value] of Object.entries(fields)) {
      if (same(fieldOf(thing, name), value)) continue;
      const pasts = thing.fields.get(name) ?? [];
      thing.fields.set(name, [...pasts, { value, since: this.tick(), by }]);
      thing.updatedAt = this.now();
    }
  }

  /** It goes, and all that belongs to it. */
  remove(thing: Thing, by: string): void {
    thing.died = { value: undefined, since: this.tick(), by };
    for (const part of this.things.values()) if (part.of === thing.key && !part.died) this.remove(part, by);
  }
}
