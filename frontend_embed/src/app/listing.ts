import type { Client } from '../api/client';
import { KINDS, NO_FILTERS, listQuery, shows } from '../api/filters';
import { nextPage } from '../api/guards';
import type { Filters, ListWindow } from '../api/filters';
import { Offline, Problem } from '../api/problem';
import type { Bbox, Item, Kind } from '../api/types';
import { holds } from '../geo/measure';
import { comparison, merged, shortest } from './merge';
import type { Stream } from './merge';
import { DEFAULT_ORDER } from './orders';

const PAGE = 12;

interface KindStream extends Stream {
  kind: Kind;
  matched: number | null;
}

export type Window = Omit<ListWindow, 'limit'>;

/** The list beside the map: one stream a kind, merged in the chosen order. */
export class Listing {
  rows: readonly Item[] = [];
  loading = false;
  /** The sentence of a failure; empty where there is none to give. */
  failed: string | null = null;
  private streams: KindStream[] = [];
  private window: Window = { bbox: null, order: DEFAULT_ORDER, near: null, seed: 0 };
  private filters: Filters = NO_FILTERS;
  private running: AbortController | null = null;
  /** Sent in this visit, newest first: they stay on top where they belong to what is shown. */
  private own: readonly Item[] = [];
  /** Changed while an answer was on its way, which may not know of it yet. */
  private readonly newer = new Map<string, Item>();

  constructor(
    private readonly client: Client,
    private readonly changed: () => void,
  ) {}

  /** The part of the territory it is of; null is all of it. */
  get bbox(): Bbox | null {
    return this.window.bbox;
  }

  get complete(): boolean {
    return this.streams.every((stream) => stream.next === null);
  }

  /** Everything that matches, in all kinds asked for; null where one is not counted. */
  get total(): number | null {
    return sum(this.streams.map((stream) => stream.matched));
  }

  get remaining(): number | null {
    return this.total === null ? null : Math.max(1, this.total - this.rows.length);
  }

  count(kind: Kind): number | null {
    return this.streams.find((stream) => stream.kind === kind)?.matched ?? null;
  }

  /** Ask anew; an answer that comes after a newer question is dropped. */
  async load(filters: Filters, window: Window): Promise<void> {
    this.running?.abort();
    const running = new AbortController();
    this.running = running;
    this.window = window;
    this.filters = filters;
    this.loading = true;
    this.newer.clear();
    this.failed = null;
    this.changed();
    try {
      const kinds = KINDS.filter((kind) => shows(filters, kind));
      this.streams = await Promise.all(
        kinds.map((kind) => this.first(kind, filters, running.signal)),
      );
      this.merge();
    } catch (error) {
      if (running.signal.aborted) return;
      this.failed = sentence(error);
    }
    if (this.running === running) this.loading = false;
    this.changed();
  }

  async more(): Promise<void> {
    const stream = shortest(this.streams, this.compare);
    if (!stream?.next || this.loading) return;
    this.loading = true;
    this.changed();
    try {
      const page = await this.client.page(stream.next);
      stream.items = [...stream.items, ...page.features];
      stream.next = nextPage(page);
      this.merge();
    } catch (error) {
      this.failed = sentence(error);
    }
    this.loading = false;
    this.changed();
  }

  /** Put a changed item in the place of the old one, without moving it under the reader's finger. */
  replace(item: Item): void {
    const { ref } = item.properties;
    if (this.loading) this.newer.set(ref, item);
    this.own = this.own.map((row) => (row.properties.ref === ref ? item : row));
    this.rows = this.rows.map((row) => (row.properties.ref === ref ? item : row));
    for (const stream of this.streams) {
      stream.items = stream.items.map((other) => (other.properties.ref === ref ? item : other));
    }
    this.changed();
  }

  /** One's own new pin stands on top, whatever the order. */
  putFirst(item: Item): void {
    this.own = [item, ...this.own];
    this.merge();
    this.changed();
  }

  private get compare(): (a: Item, b: Item) => number {
    return comparison(this.window.order, this.window.near, this.window.seed);
  }

  private merge(): void {
    const own = this.own.filter((item) => this.belongs(item));
    const refs = new Set(own.map(({ properties }) => properties.ref));
    const others = merged(this.streams, this.compare).filter(
      ({ properties }) => !refs.has(properties.ref),
    );
    this.rows = [...own, ...others].map((row) => this.newer.get(row.properties.ref) ?? row);
  }

  private belongs({ properties, geometry }: Item): boolean {
    const { themes, q } = this.filters;
    const { kind, theme } = properties;
    const { bbox } = this.window;
    const [lon, lat] = geometry.coordinates;
    const point: Bbox = [lon, lat, lon, lat];
    const about = themes.length === 0 || (theme !== null && themes.includes(theme));
    return shows(this.filters, kind) && about && q === '' && (!bbox || holds(bbox, point));
  }

  private async first(kind: Kind, filters: Filters, signal: AbortSignal): Promise<KindStream> {
    const query = listQuery(filters, kind, { ...this.window, limit: PAGE });
    const page = await this.client.list(kind, query, signal);
    return {
      kind,
      items: page.features,
      next: nextPage(page),
      matched: page.numberMatched ?? null,
    };
  }
}

function sum(numbers: readonly (number | null)[]): number | null {
  return numbers.reduce<number | null>(
    (total, number) => (total === null || number === null ? null : total + number),
    0,
  );
}

/** What to tell the reader; programming errors are not theirs to read. */
export function sentence(error: unknown): string {
  if (error instanceof Problem) return error.detail;
  if (error instanceof Offline) return '';
  throw error;
}
