import type { LayerSpecification, StyleSpecification } from 'maplibre-gl';
import type { Scheme } from '../../map/style-layers';
import { heatLayer } from './heat';
import { outlineLayers, outlineSources } from './outlines';
import type { Outlines } from './outlines';
import { ZONES, zoneFills, zoneNumbers, zoneSource } from './zones';
import type { ZoneLook } from './zones';

export const AREA = 'planner-area';

export interface Drawn {
  scheme: Scheme;
  density: boolean;
  zones: ZoneLook | null;
  outlines: Outlines;
  /** The part of the territory that is chosen. */
  area: GeoJSON.GeoJSON;
  accent: string;
}

function areaLayers(accent: string): LayerSpecification[] {
  return [
    {
      id: 'planner-area-fill',
      type: 'fill',
      source: AREA,
      filter: ['==', ['geometry-type'], 'Polygon'],
      paint: { 'fill-color': accent, 'fill-opacity': 0.1 },
    },
    {
      id: 'planner-area-line',
      type: 'line',
      source: AREA,
      layout: { 'line-join': 'round' },
      paint: { 'line-color': accent, 'line-width': 3, 'line-dasharray': [3, 1.7] },
    },
    {
      id: 'planner-area-corners',
      type: 'circle',
      source: AREA,
      filter: ['==', ['geometry-type'], 'Point'],
      paint: {
        'circle-radius': 5,
        'circle-color': '#ffffff',
        'circle-stroke-color': accent,
        'circle-stroke-width': 2.5,
      },
    },
  ];
}

/** Where colours go: over the ground and plans, under borders and every name. */
function firstAbove(layers: readonly LayerSpecification[]): number {
  const at = layers.findIndex(({ id }) => /^(commune|outside|perimeter|names-|agorama-)/.test(id));
  return at < 0 ? layers.length : at;
}

/** The residents' style with the planner's layers put where they belong. */
export function withPlanner(style: StyleSpecification, drawn: Drawn): StyleSpecification {
  const { zones, density, scheme, accent } = drawn;
  const hides = density || Boolean(zones?.colors);
  const shown = style.layers.map((layer) => {
    const pins = /^agorama-(clusters|pins|zone-counts)$/.test(layer.id);
    if (!pins || !hides) return layer;
    return { ...layer, layout: { ...layer.layout, visibility: 'none' } } as LayerSpecification;
  });
  const at = firstAbove(shown);
  const signs = shown.findIndex(({ id }) => id.startsWith('agorama-'));
  const above = signs < 0 ? shown.length : signs;
  return {
    ...style,
    sources: {
      ...style.sources,
      ...(zones ? { [ZONES]: zoneSource(zones) } : {}),
      ...outlineSources(drawn.outlines),
      [AREA]: { type: 'geojson', data: drawn.area },
    },
    layers: [
      ...shown.slice(0, at),
      ...(zones ? zoneFills(zones) : []),
      ...shown.slice(at, above),
      ...outlineLayers(drawn.outlines),
      ...(density ? [heatLayer(scheme)] : []),
      ...areaLayers(accent),
      ...(zones ? zoneNumbers(zones) : []),
      ...shown.slice(above),
    ],
  };
}
