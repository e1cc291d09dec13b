import type { LayerSpecification, SourceSpecification } from 'maplibre-gl';
import { FONT } from '../../map/style-layers';

export const ZONES = 'planner-zones';
const LAYER = 'layer:';

/** What the zones look like; codes are those of the statistics. */
export interface ZoneLook {
  /** A zoning's slug, or `layer:slug`. */
  by: string;
  root: string;
  /** The colour of each zone by code; null: zones are only there to be chosen. */
  colors: ReadonlyMap<string, string> | null;
  /** What is written on each, the greatest first: where there is no room for all, it stays. */
  numbers: ReadonlyMap<string, string>;
  chosen: readonly string[];
  touch: boolean;
  ink: string;
  halo: string;
  accent: string;
}

type Spec = Record<string, unknown>;

function isLayer(by: string): boolean {
  return by.startsWith(LAYER);
}

/** The name of the tiles' layer. */
function nameOf(by: string): string {
  return isLayer(by) ? by.slice(LAYER.length) : `zones-${by}`;
}

export function zoneSource({ by, root }: ZoneLook): SourceSpecification {
  return { type: 'vector', tiles: [`${root}/${nameOf(by)}/{z}/{x}/{y}.mvt`], maxzoom: 16 };
}

/** The code of a zone in a tile: a zoning writes it, of a layer it is the feature's number. */
function code(by: string): unknown {
  return isLayer(by) ? ['to-string', ['id']] : ['get', 'code'];
}

function matched(
  by: string,
  table: ReadonlyMap<string, string | number>,
  otherwise: unknown,
): unknown {
  return table.size === 0 ? otherwise : ['match', code(by), ...[...table].flat(), otherwise];
}

/** Zones coloured by their numbers, or clear ones to be chosen; the chosen ones dashed in the accent. */
export function zoneFills(look: ZoneLook): LayerSpecification[] {
  const { by, colors, chosen, ink, halo, accent, touch } = look;
  const of = { source: ZONES, 'source-layer': nameOf(by) };
  const areas = ['all', ['==', ['geometry-type'], 'Polygon'], ['!', ['has', 'part']]];
  const isChosen = ['all', ...areas.slice(1), ['in', code(by), ['literal', [...chosen]]]];
  const layers: Spec[] = [];
  if (colors) {
    layers.push({
      id: 'planner-zones-fill',
      type: 'fill',
      ...of,
      filter: areas,
      paint: { 'fill-color': matched(by, colors, 'rgba(0,0,0,0)'), 'fill-opacity': 0.78 },
    });
  }
  if (colors || touch) {
    layers.push({
      id: 'planner-zones-line',
      type: 'line',
      ...of,
      filter: areas,
      paint: { 'line-color': ink, 'line-width': 0.9, 'line-opacity': 0.8 },
    });
    // Wholly clear, but it answers a click.
    layers.push({
      id: 'planner-zones-touch',
      type: 'fill',
      ...of,
      filter: areas,
      paint: { 'fill-color': ink, 'fill-opacity': 0.01 },
    });
  }
  if (chosen.length > 0) {
    layers.push({
      id: 'planner-zones-chosen-fill',
      type: 'fill',
      ...of,
      filter: isChosen,
      paint: { 'fill-color': accent, 'fill-opacity': colors ? 0.08 : 0.16 },
    });
    // Readable on whatever the zones are coloured with.
    layers.push({
      id: 'planner-zones-chosen-casing',
      type: 'line',
      ...of,
      filter: isChosen,
      layout: { 'line-join': 'round' },
      paint: { 'line-color': halo, 'line-width': 6.4 },
    });
    layers.push({
      id: 'planner-zones-chosen',
      type: 'line',
      ...of,
      filter: isChosen,
      layout: { 'line-join': 'round' },
      paint: { 'line-color': colors ? ink : accent, 'line-width': 3.2, 'line-dasharray': [3, 1.7] },
    });
  }
  return layers as unknown as LayerSpecification[];
}

/** The number on each zone: what the colour says can be read. */
export function zoneNumbers({ by, numbers, colors, ink, halo }: ZoneLook): LayerSpecification[] {
  if (!colors || numbers.size === 0) return [];
  const where = isLayer(by)
    ? ['==', ['geometry-type'], 'Polygon']
    : ['==', ['get', 'part'], 'label'];
  const ranks = new Map([...numbers.keys()].map((zone, rank) => [zone, rank]));
  const layer: Spec = {
    id: 'planner-zones-numbers',
    type: 'symbol',
    source: ZONES,
    'source-layer': nameOf(by),
    filter: where,
    layout: {
      'text-field': matched(by, numbers, ''),
      'text-font': [`${FONT} Bold`, FONT, 'DejaVu Sans'],
      'text-size': 15,
      'text-padding': 4,
      'symbol-sort-key': matched(by, ranks, numbers.size),
    },
    paint: { 'text-color': ink, 'text-halo-color': halo, 'text-halo-width': 2 },
  };
  return [layer as unknown as LayerSpecification];
}
