import type { Client } from '../api/client';
import { KINDS, listQuery, shows } from '../api/filters';
import { nextPage } from '../api/guards';
import type { Filters, ListWindow } from '../api/filters';
import { Offline, Problem } from '../api/problem';
import type { Item, Kind } from '../api/types';
import { comparison, merged, shortest } from './merge';
import type { Stream } from './merge';

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
  private window: Window = { bbox: null, order: 'supported', near: null };
  private running: AbortController | null = null;

  constructor(
    private readonly client: Client,
    private readonly changed: () => void,
  ) {}

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
    this.loading = true;
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
    this.rows = this.rows.map((row) => (row.properties.ref === ref ? item : row));
    for (const stream of this.streams) {
      stream.items = stream.items.map((other) => (other.properties.ref === ref ? item : other));
    }
    this.changed();
  }

  /** One's own new pin stands on top, whatever the order. */
  putFirst(item: Item): void {
    const { ref } = item.properties;
    this.rows = [item, ...this.rows.filter((row) => row.properties.ref !== ref)];
    this.changed();
  }

  private get compare(): (a: Item, b: Item) => number {
    return comparison(this.window.order, this.window.near);
  }

  private merge(): void {
    this.rows = merged(this.streams, this.compare);
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
