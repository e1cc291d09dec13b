import type { Bbox, Kind, LonLat, Order } from './types';

/** What the reader has chosen to see: part of the one filter object of the API. */
export interface Filters {
  kinds: readonly Kind[];
  themes: readonly string[];
  q: string;
}

export const NO_FILTERS: Filters = { kinds: [], themes: [], q: '' };

export const KINDS: readonly Kind[] = ['proposal', 'idea', 'report'];

/** How far "nearest" looks, in metres: the whole of any perimeter. */
const NEAR_DISTANCE_M = 200_000;

export function isFiltered(filters: Filters): boolean {
  return filters.kinds.length + filters.themes.length > 0 || filters.q !== '';
}

export function shows(filters: Filters, kind: Kind): boolean {
  return filters.kinds.length === 0 || filters.kinds.includes(kind);
}

export function toggled<T>(values: readonly T[], value: T): readonly T[] {
  return values.includes(value) ? values.filter((other) => other !== value) : [...values, value];
}

/** The filters that tiles and lists share, without the kind: `theme=…&q=…`. */
export function sharedQuery(filters: Filters): URLSearchParams {
  const query = new URLSearchParams();
  if (filters.themes.length > 0) query.set('theme', filters.themes.join(','));
  if (filters.q !== '') query.set('q', filters.q);
  return query;
}

/**
 * The query appended to the debate tile addresses. Kinds of contributions only: proposals are a
 * vector layer of their own, switched on and off in the style.
 */
export function tileQuery(filters: Filters): string {
  const query = sharedQuery(filters);
  const kinds = filters.kinds.filter((kind) => kind !== 'proposal');
  if (kinds.length === 1) query.set('kind', kinds.join(','));
  return query.toString();
}

/** The window and order in which a list is asked for. */
export interface ListWindow {
  bbox: Bbox | null;
  order: Order;
  near: LonLat | null;
  seed: number;
  limit: number;
}

export function listQuery(filters: Filters, kind: Kind, window: ListWindow): URLSearchParams {
  const query = sharedQuery(filters);
  if (kind !== 'proposal') query.set('kind', kind);
  if (window.bbox) query.set('bbox', window.bbox.map((edge) => edge.toFixed(5)).join(','));
  if (window.order === 'nearest' && window.near) {
    const [lon, lat] = window.near;
    query.set('near', `${lon.toFixed(5)},${lat.toFixed(5)},${String(NEAR_DISTANCE_M)}`);
    query.set('order', 'nearest');
  } else {
    query.set('order', window.order === 'nearest' ? 'newest' : window.order);
    if (window.order === 'shuffled') query.set('seed', String(window.seed));
  }
  query.set('limit', String(window.limit));
  return query;
}
