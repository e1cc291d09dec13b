import type { FilterSpecification, LayerSpecification, SourceSpecification } from 'maplibre-gl';
import type { Palette } from '../../map/palette';
import type { Look, Pane, Shape, TileSet } from './picture';

interface Drawn {
  sources: Record<string, SourceSpecification>;
  layers: LayerSpecification[];
}

interface Ink {
  color: string;
  fill: number;
  width: number;
  dashes?: [number, number];
}

function inkOf(look: Look, palette: Palette): Ink {
  switch (look) {
    case 'before':
      return { color: palette.ink, fill: 0.05, width: 2, dashes: [3, 2] };
    case 'after':
      return { color: palette.accent, fill: 0.1, width: 2.6 };
    case 'added':
      return { color: palette.success, fill: 0.35, width: 1.5 };
    case 'removed':
      return { color: palette.danger, fill: 0.35, width: 1.5, dashes: [2, 2] };
    case 'quiet':
      return { color: palette.declined, fill: 0.04, width: 1.5, dashes: [2, 2] };
  }
}

const AREAS: FilterSpecification = ['==', ['geometry-type'], 'Polygon'];

function shapeLayers({ key, look }: Shape, palette: Palette): LayerSpecification[] {
  const { color, fill, width, dashes } = inkOf(look, palette);
  const source = `shape-${key}`;
  return [
    {
      id: `${source}-fill`,
      type: 'fill',
      source,
      filter: AREAS,
      paint: { 'fill-color': color, 'fill-opacity': fill },
    },
    {
      id: `${source}-line`,
      type: 'line',
      source,
      layout: { 'line-join': 'round' },
      paint: {
        'line-color': color,
        'line-width': width,
        ...(dashes ? { 'line-dasharray': dashes } : {}),
      },
    },
    {
      id: `${source}-corners`,
      type: 'circle',
      source,
      filter: ['==', ['geometry-type'], 'Point'],
      paint: { 'circle-color': color, 'circle-radius': 5 },
    },
  ];
}

function tileLayers({ key, layer, chosen }: TileSet, palette: Palette): LayerSpecification[] {
  const source = `tiles-${key}`;
  const isChosen: FilterSpecification = ['in', ['id'], ['literal', [...chosen]]];
  const of = { source, 'source-layer': layer } as const;
  return [
    // Wholly clear, but it answers a click.
    {
      id: `${source}-touch`,
      type: 'fill',
      ...of,
      paint: { 'fill-color': palette.ink, 'fill-opacity': 0.03 },
    },
    {
      id: `${source}-chosen`,
      type: 'fill',
      ...of,
      filter: isChosen,
      paint: { 'fill-color': palette.accent, 'fill-opacity': 0.34 },
    },
    {
      id: `${source}-line`,
      type: 'line',
      ...of,
      paint: { 'line-color': palette.ink, 'line-width': 0.8 },
    },
    {
      id: `${source}-chosen-line`,
      type: 'line',
      ...of,
      filter: isChosen,
      paint: { 'line-color': palette.accent, 'line-width': 1.8 },
    },
  ];
}

/** What a pane adds to the ground. */
export function drawn(pane: Pane, palette: Palette): Drawn {
  const sources: Record<string, SourceSpecification> = {};
  const layers: LayerSpecification[] = [];
  for (const tiles of pane.tiles) {
    sources[`tiles-${tiles.key}`] = { type: 'vector', tiles: [tiles.url], maxzoom: 16 };
    layers.push(...tileLayers(tiles, palette));
  }
  for (const shape of pane.shapes) {
    sources[`shape-${shape.key}`] = { type: 'geojson', data: shape.data };
    layers.push(...shapeLayers(shape, palette));
  }
  return { sources, layers };
}
