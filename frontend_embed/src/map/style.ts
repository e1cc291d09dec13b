import type { LayerSpecification, SourceSpecification, StyleSpecification } from 'maplibre-gl';
import type { Lang, LegendEntry } from '../api/types';
import { hatchOver } from './hatch-layers';
import { DEBATE, FOCUS, FONT, debateLayers, focusLayers } from './style-layers';
import type { Scheme } from './style-layers';

/** Everything the picture depends on; the style is a function of it. */
export interface Look {
  /** Origin that addresses in the style are relative to. */
  base: string;
  scheme: Scheme;
  lang: Lang;
  /** Filter query appended to the debate tiles; empty for the canonical ones. */
  tileQuery: string;
  showContributions: boolean;
  showProposals: boolean;
  overlays: ReadonlyMap<string, Overlay>;
  legends: ReadonlyMap<string, readonly LegendEntry[]>;
}

/** What the picture takes from the tokens in force and from what is looked at. */
export interface Paint {
  accent: string;
  mark: string;
  ink: string;
  label: string;
  focus: GeoJSON.FeatureCollection;
}

/** A published layer's switch; opacity relative to the published one. */
export interface Overlay {
  visible: boolean;
  opacity: number;
}

function absolute(address: string, base: string): string {
  // Not URL(): it would escape the braces of {z}/{x}/{y}.
  return /^[a-z]+:/i.test(address) ? address : `${base}${address}`;
}

/** The tile address with the filter's query. */
export function filtered(address: string, query: string): string {
  if (query === '') return address;
  return `${address}${address.includes('?') ? '&' : '?'}${query}`;
}

function prepareSource(id: string, source: SourceSpecification, look: Look): SourceSpecification {
  if (!('tiles' in source) || !source.tiles) return source;
  const tiles = source.tiles.map((tile) => absolute(tile, look.base));
  const query = id === DEBATE ? look.tileQuery : '';
  return { ...source, tiles: tiles.map((tile) => filtered(tile, query)) };
}

/** Our self-hosted face in the weight and slant that the server's font names ask for. */
export function ownFont(names: readonly string[]): string[] {
  const wanted = names.join(' ');
  const weight = /semi ?bold/i.test(wanted) ? ' SemiBold' : /bold/i.test(wanted) ? ' Bold' : '';
  const slant = /italic|oblique/i.test(wanted) ? ' Italic' : '';
  const first = `${FONT}${weight}${slant}`;
  return [...new Set([first, FONT, ...names])];
}

/** A paint value times a factor; for zoom functions, their outputs. */
export function scaled(value: unknown, factor: number): unknown {
  if (typeof value === 'number') return value * factor;
  if (!Array.isArray(value)) return value;
  const [operator] = value as unknown[];
  // interpolate: type, input, then stop and output in turn; step: input, output, stop, output…
  if (operator === 'interpolate') {
    return value.map((part, index) =>
      index >= 4 && index % 2 === 0 ? scaled(part, factor) : part,
    );
  }
  if (operator === 'step') {
    return value.map((part, index) =>
      index >= 2 && index % 2 === 0 ? scaled(part, factor) : part,
    );
  }
  return value;
}

const OPACITIES: Readonly<Record<string, readonly string[]>> = {
  fill: ['fill-opacity'],
  line: ['line-opacity'],
  circle: ['circle-opacity', 'circle-stroke-opacity'],
  symbol: ['icon-opacity', 'text-opacity'],
  raster: ['raster-opacity'],
};

function withOverlay(layer: LayerSpecification, overlay: Overlay): LayerSpecification {
  const paint: Record<string, unknown> = { ...layer.paint };
  for (const property of OPACITIES[layer.type] ?? []) {
    paint[property] = scaled(paint[property] ?? 1, overlay.opacity);
  }
  const layout = { ...layer.layout, visibility: overlay.visible ? 'visible' : 'none' };
  return { ...layer, paint, layout } as LayerSpecification;
}

/** Where a name may go: on its point, beside a pin, beside a cluster; offsets in ems. */
const ASIDE = ([0, 1.4, 2.6] as const).flatMap((away) =>
  away === 0
    ? ['center', [0, 0]]
    : ['left', [away, 0], 'right', [-away, 0], 'top', [0, away], 'bottom', [0, -away]],
);

/** A town's name steps aside where a pin stands on it, rather than going away. */
function aside(layer: LayerSpecification): Record<string, unknown> {
  if (!/^names-(towns|villages)$/.test(layer.id)) return {};
  return {
    'text-variable-anchor-offset': ASIDE,
    'text-justify': 'auto',
  };
}

function prepareLayer(layer: LayerSpecification, look: Look): LayerSpecification {
  let prepared = layer;
  if (layer.type === 'symbol' && layer.layout?.['text-field'] !== undefined) {
    const font = layer.layout['text-font'];
    const names = (Array.isArray(font) ? (font as unknown[]) : []).filter(
      (name) => typeof name === 'string',
    );
    const layout = { ...layer.layout, 'text-font': ownFont(names), ...aside(layer) };
    prepared = { ...layer, layout };
  }
  const source = 'source' in prepared ? prepared.source : '';
  const overlay = source.startsWith('layer-')
    ? look.overlays.get(source.slice('layer-'.length))
    : undefined;
  return overlay ? withOverlay(prepared, overlay) : prepared;
}

function hidden(layer: LayerSpecification, visible: boolean): LayerSpecification {
  if (visible) return layer;
  return { ...layer, layout: { ...layer.layout, visibility: 'none' } } as LayerSpecification;
}

/** A published layer's fill with the hatches over it; anything else alone. */
function withHatch(layer: LayerSpecification, look: Look): LayerSpecification[] {
  if (layer.type !== 'fill' || !layer.source.startsWith('layer-')) return [layer];
  const legend = look.legends.get(layer.source.slice('layer-'.length)) ?? [];
  const hatch = hatchOver(layer, legend);
  return hatch ? [layer, hatch] : [layer];
}

/** The server's style without its plain pins, with ours, the filter and the reader's layers. */
export function prepareStyle(
  server: StyleSpecification,
  look: Look,
  paint: Paint,
): StyleSpecification {
  const sources: Record<string, SourceSpecification> = {};
  for (const [id, source] of Object.entries(server.sources)) {
    sources[id] = prepareSource(id, source, look);
  }
  sources[FOCUS] = { type: 'geojson', data: paint.focus };
  const ground = server.layers
    .filter((layer) => !layer.id.startsWith('pins-'))
    .flatMap((layer) => withHatch(layer, look))
    .map((layer) => prepareLayer(layer, look));
  const debate = debateLayers(look.scheme, look.lang, paint.label).map((layer) =>
    hidden(layer, layer.id === 'agorama-proposals' ? look.showProposals : look.showContributions),
  );
  const style: StyleSpecification = {
    ...server,
    sources,
    layers: [...ground, ...debate, ...focusLayers(paint)],
  };
  // Letters are drawn from our own face in the browser: no glyph files, no request for them.
  delete style.glyphs;
  return style;
}
