import type { Item, LonLat, Order } from '../api/types';
import { distance_m } from '../geo/measure';
import { along } from './orders';

/** One kind's part of the list: what has arrived, and whether the server has more. */
export interface Stream {
  items: readonly Item[];
  next: string | null;
}

type Compare = (a: Item, b: Item) => number;

/** All are the server's, in UTC: as texts in the order of time. */
function byDate({ properties: a, id: one }: Item, { properties: b, id: other }: Item): number {
  if (a.created_at === b.created_at) return other - one;
  return a.created_at < b.created_at ? 1 : -1;
}

/** Hidden votes count as none: no order tells. */
function support({ properties }: Item): number {
  return properties.votes.for ?? 0;
}

export function comparison(order: Order, near: LonLat | null, seed: number): Compare {
  if (order === 'shuffled') {
    return (a, b) => along(a.id, seed) - along(b.id, seed) || byDate(a, b);
  }
  if (order === 'supported') return (a, b) => support(b) - support(a) || byDate(a, b);
  if (order === 'nearest' && near) {
    return (a, b) =>
      distance_m(near, a.geometry.coordinates) - distance_m(near, b.geometry.coordinates) ||
      byDate(a, b);
  }
  return byDate;
}

/**
 * The streams in one order, as far as it is certain: after the last item of a stream with more to
 * come, one of its next page might belong. Always at least one stream's whole page long.
 */
export function merged(streams: readonly Stream[], compare: Compare): Item[] {
  const all = streams.flatMap((stream) => stream.items).sort(compare);
  const ends = streams
    .filter((stream) => stream.next !== null)
    .map((stream) => stream.items.at(-1))
    .filter((item) => item !== undefined)
    .map((item) => all.indexOf(item));
  return all.slice(0, Math.min(all.length, ...ends.map((end) => end + 1)));
}

/** The stream to continue for a longer list: the one whose end comes first. */
export function shortest<S extends Stream>(streams: readonly S[], compare: Compare): S | undefined {
  const open = streams.filter((stream) => stream.next !== null);
  return [...open].sort((a, b) => {
    const [last, other] = [a.items.at(-1), b.items.at(-1)];
    return last && other ? compare(last, other) : last ? 1 : -1;
  })[0];
}
