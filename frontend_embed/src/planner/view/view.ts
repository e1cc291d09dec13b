import type { LonLat } from '../../api/types';
import { areaText, readArea } from './area';
import type { Area } from './area';
import { queryOf, readFilter } from './filter';
import type { Filter } from './filter';

export const SHOWS = ['points', 'density', 'zones'] as const;
export const MEASURES = ['count', 'km2', 'per1000', 'answered'] as const;

/** How contributions are drawn: each, as a heat, or counted by zone. */
export type Show = (typeof SHOWS)[number];
/** What the colour of a zone tells. */
export type Measure = (typeof MEASURES)[number];

export interface Camera {
  center: LonLat;
  zoom: number;
}

/** Everything that is looked at; the address of the page is written from it alone. */
export interface View {
  filter: Filter;
  show: Show;
  measure: Measure;
  /** What is counted by: a zoning's slug or `layer:slug`; null for the perimeter's first. */
  by: string | null;
  /** Layers that are on, with their opacity from 0 to 1; null as they are published. */
  layers: ReadonlyMap<string, number> | null;
  contributions: boolean;
  proposals: boolean;
  area: Area | null;
  camera: Camera | null;
}

function readLayers(text: string | null): View['layers'] {
  if (text === null) return null;
  return new Map(
    text
      .split(',')
      .filter((part) => part !== '')
      .map((part) => {
        const [slug = '', percent = '100'] = part.split(':');
        const opacity = Number(percent) / 100;
        return [slug, opacity > 0 && opacity <= 1 ? opacity : 1];
      }),
  );
}

function layersText(layers: ReadonlyMap<string, number>): string {
  return [...layers]
    .map(([slug, opacity]) =>
      opacity === 1 ? slug : `${slug}:${String(Math.round(opacity * 100))}`,
    )
    .join(',');
}

function readCamera(text: string | null): Camera | null {
  const parts = (text ?? '').split('/').map(Number);
  const [zoom = Number.NaN, lat = Number.NaN, lon = Number.NaN] = parts;
  const known = parts.length === 3 && zoom >= 0 && zoom <= 22;
  return known && Math.abs(lat) <= 90 && Math.abs(lon) <= 180 ? { center: [lon, lat], zoom } : null;
}

function one<T extends string>(known: readonly T[], text: string | null): T | undefined {
  return known.find((value) => value === text);
}

/** What cannot be read is as if it was not there. */
export function readView(search: string): View {
  const query = new URLSearchParams(search);
  const hidden = (query.get('hide') ?? '').split(',');
  return {
    filter: readFilter(query),
    show: one(SHOWS, query.get('show')) ?? 'points',
    measure: one(MEASURES, query.get('measure')) ?? 'count',
    by: query.get('by'),
    layers: readLayers(query.get('layers')),
    contributions: !hidden.includes('contributions'),
    proposals: !hidden.includes('proposals'),
    area: readArea(query.get('area')),
    camera: readCamera(query.get('at')),
  };
}

/** The search of an address that shows this view; `search` is the one of now: its language stays. */
export function viewSearch(view: View, search: string): string {
  const query = new URLSearchParams(queryOf(view.filter));
  const put = (name: string, value: string | null, normal = ''): void => {
    if (value !== null && value !== normal) query.set(name, value);
  };
  put('show', view.show, 'points');
  put('measure', view.measure, 'count');
  put('by', view.by);
  // No layer at all is something else than the published ones.
  if (view.layers) query.set('layers', layersText(view.layers));
  const hidden = (['contributions', 'proposals'] as const).filter((name) => !view[name]);
  put('hide', hidden.join(','));
  put('area', view.area && areaText(view.area));
  if (view.camera) {
    const { zoom, center } = view.camera;
    query.set('at', `${zoom.toFixed(2)}/${center[1].toFixed(5)}/${center[0].toFixed(5)}`);
  }
  const lang = new URLSearchParams(search).get('lang');
  if (lang) query.set('lang', lang);
  const text = query.toString().replace(/%(2C|3A|3B|2F)/g, (code) => decodeURIComponent(code));
  return text ? `?${text}` : '';
}
