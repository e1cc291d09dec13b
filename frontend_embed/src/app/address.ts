import { isContributionOrProposal } from '../api/guards';
import type { Filters } from '../api/filters';
import type { Lang, LonLat, Order } from '../api/types';
import { isLang } from '../strings/index';
import { DEFAULT_ORDER, ORDERS } from './orders';

/** What a map is opened for; without one, for all of it. */
export type Mode = 'browse' | 'contribute' | 'results';
const MODES: readonly Mode[] = ['browse', 'contribute', 'results'];

/** What an address says: a contribution to open, language, filters, what for, and where the map is. */
export interface Address {
  ref: string | null;
  lang: Lang | null;
  filters: Filters;
  order: Order;
  mode: Mode | null;
  view: { center: LonLat; zoom: number } | null;
}

const MAX_ZOOM = 22;

function list(value: string | null): string[] {
  return value ? value.split(',').filter((part) => part !== '') : [];
}

/** `zoom/lat/lon`, as map addresses are written; null for anything else. */
function parseView(text: string): Address['view'] {
  const match = /^(\d+(?:\.\d+)?)\/(-?\d+(?:\.\d+)?)\/(-?\d+(?:\.\d+)?)$/.exec(text);
  if (!match) return null;
  const [, zoom, lat, lon] = match.map(Number);
  if (zoom === undefined || lat === undefined || lon === undefined) return null;
  const known = zoom <= MAX_ZOOM && Math.abs(lat) <= 90 && Math.abs(lon) <= 180;
  return known ? { center: [lon, lat], zoom } : null;
}

export function parseMode(text: string | null): Mode | null {
  return MODES.find((known) => known === text) ?? null;
}

/** What cannot be read is as if it was not there. */
export function parseAddress(search: string, hash = ''): Address {
  const query = new URLSearchParams(search);
  const lang = query.get('lang');
  const order = query.get('order');
  return {
    ref: query.get('ref'),
    lang: isLang(lang) ? lang : null,
    filters: {
      kinds: list(query.get('kind')).filter(isContributionOrProposal),
      themes: list(query.get('theme')),
      q: query.get('q') ?? '',
    },
    order: ORDERS.find((known) => known === order) ?? DEFAULT_ORDER,
    mode: parseMode(query.get('mode')),
    view: parseView(hash.startsWith('#map=') ? hash.slice(5) : (query.get('view') ?? '')),
  };
}

/**
 * Search and hash for an address; what is at its default is left out. No default language: it was
 * asked for in the address and stays there.
 */
export function formatAddress(address: Address, defaultLang: Lang | null): string {
  const query = new URLSearchParams();
  if (address.ref) query.set('ref', address.ref);
  if (address.lang && address.lang !== defaultLang) query.set('lang', address.lang);
  const { kinds, themes, q } = address.filters;
  if (kinds.length > 0) query.set('kind', kinds.join(','));
  if (themes.length > 0) query.set('theme', themes.join(','));
  if (q) query.set('q', q);
  if (address.order !== DEFAULT_ORDER) query.set('order', address.order);
  // To contribute is how it began, not what it is.
  if (address.mode && address.mode !== 'contribute') query.set('mode', address.mode);
  const search = query.toString().replaceAll('%2C', ',');
  const { view } = address;
  const hash = view
    ? `#map=${view.zoom.toFixed(2)}/${view.center[1].toFixed(5)}/${view.center[0].toFixed(5)}`
    : '';
  return (search ? `?${search}` : '') + hash;
}
